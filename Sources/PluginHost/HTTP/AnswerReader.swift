import OutboundHTTP
import TicketModel

/// Makes failures of answers: the kind by HTTP status and the plugin's error table, the provider's own words kept.
struct AnswerReader: Sendable {
    let connection: String
    let errors: ErrorDeclaration

    // MARK: No answer

    func failure(_ failure: OutboundFailure, _ request: RequestLine) -> TicketFailure {
        let kind: ErrorKind =
            switch failure.kind {
            case .outcomeUnknown: .unknownOutcome
            case .overBudget: .rateLimited
            case .credentials: .auth
            case .notSent, .timedOut, .connectionLost, .cancelled: .transient
            case .malformed, .tooLarge, .foreignOrigin, .tooManyRedirects, .insecure, .invalidRequest: .protocolError
            }
        return TicketFailure(
            kind,
            "\(connection): \(failure.message)" + (failure.message.hasSuffix(".") ? "" : "."),
            connection: connection,
            retryAfter: failure.retryAfter.map { TimeSpan($0) }
        )
    }

    // MARK: An answer that is no success

    func failure(_ response: OutboundResponse, _ request: RequestLine, setting: String?) -> TicketFailure {
        let body = try? JSONValue(parsing: response.body)
        let kind = kind(of: response, request, setting: setting)
        var failure = described(body, kind: kind, status: response.status)
        failure.retryAfter = response.retryAfter.map { TimeSpan($0) }
        failure.message = AnswerWording.sentence(
            failure,
            request,
            setting: setting,
            answeredHTML: body == nil && looksLikeHTML(response.body)
        )
        return failure
    }

    /// A 2xx answer that the plugin's error table calls a failure.
    func failure(inside body: JSONValue?, status: Int, _ request: RequestLine) -> TicketFailure {
        var failure = described(body, kind: .invalid, status: status)
        if let code = failure.code, let kind = errors.codes[code] { failure.kind = kind }
        failure.message = AnswerWording.sentence(failure, request, setting: nil, answeredHTML: false)
        return failure
    }

    /// A 2xx answer whose body is no JSON.
    ///
    /// A write that was answered so may have landed.
    func unreadable(_ body: [UInt8], status: Int, problem: String, _ request: RequestLine) -> TicketFailure {
        let what = looksLikeHTML(body) ? "an HTML page where JSON was due" : "something that is \(problem)"
        let remedy =
            request.reads
            ? "check base_url; it may lead to a web page or a proxy."
            : "the change may have been made all the same, so look at the ticket before you repeat it."
        return TicketFailure(
            request.reads ? .protocolError : .unknownOutcome,
            "\(connection) answered \(request) with \(what); \(remedy)",
            connection: connection,
            status: status
        )
    }

    private func described(_ body: JSONValue?, kind: ErrorKind, status: Int) -> TicketFailure {
        TicketFailure(
            kind,
            "",
            connection: connection,
            status: status,
            code: errors.code.flatMap { part($0, of: body) }.flatMap {
                $0.stringValue ?? $0.integerValue.map(String.init)
            },
            providerMessage: part(errors.message ?? "message", of: body).flatMap(words),
            fields: fields(body)
        )
    }

    /// What stands at a path; the empty one is the body itself.
    private func part(_ path: String, of body: JSONValue?) -> JSONValue? {
        path.isEmpty ? body : body?[path: path]
    }

    /// A text, or several in a list.
    private func words(_ value: JSONValue) -> String? {
        guard let list = value.arrayValue else { return value.stringValue }
        let texts = list.compactMap(\.stringValue)
        return texts.isEmpty ? nil : texts.joined(separator: "; ")
    }

    private func fields(_ body: JSONValue?) -> [String: [String]] {
        guard let members = errors.fields.flatMap({ part($0, of: body) })?.objectValue else { return [:] }
        return members.compactMapValues { value in
            let texts = value.arrayValue?.compactMap(\.stringValue) ?? []
            return texts.isEmpty ? nil : texts
        }
    }

    private func kind(of response: OutboundResponse, _ request: RequestLine, setting: String?) -> ErrorKind {
        if let declared = errors.statuses[response.status] { return declared }
        switch response.status {
        case 300..<400 where errors.redirectsToLogin: return .auth
        // A web form that was taken answers with one of these two.
        case 300..<400:
            return [302, 303].contains(response.status) && !request.reads ? .unknownOutcome : .protocolError
        case 401, 407: return .auth
        case 402, 426: return .license
        case 403: return isRateSignal(response) ? .rateLimited : .forbidden
        case 404, 405: return setting == nil && response.status == 404 ? .notFound : .protocolError
        case 410: return .notFound
        case 409, 412, 428: return .conflict
        case 423: return .notAllowed
        case 429: return .rateLimited
        case 400, 413, 414, 422: return .invalid
        case 408, 425, 500...: return request.reads ? .transient : .unknownOutcome
        default: return .protocolError
        }
    }

    private func isRateSignal(_ response: OutboundResponse) -> Bool {
        response.retryAfter != nil || response.headers.first("x-ratelimit-remaining") == "0"
    }

    private func looksLikeHTML(_ body: [UInt8]) -> Bool {
        body.first { !($0 == 0x20 || (0x09...0x0D).contains($0)) } == UInt8(ascii: "<")
    }
}

extension TimeSpan {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(microseconds: seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }
}
