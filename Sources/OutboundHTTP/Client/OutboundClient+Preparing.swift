/// A request that has been checked and encoded, still without credentials.
struct PreparedRequest: Sendable {
    var label: RequestLabel
    var method: OutboundMethod
    var url: ParsedURL
    var headers: HeaderList
    var body: [UInt8]?
    var reads: Bool
    var followsRedirects: Bool
    var allowsForeignRedirect: Bool
}

extension OutboundClient {
    /// Set by the transport: a plugin's value would break the framing or reach another virtual host.
    private static let reserved = [
        "host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "expect",
    ]

    func prepare(_ request: OutboundRequest) throws(OutboundFailure) -> PreparedRequest {
        let label = label(of: request)
        var url = try url(of: request, label)
        if !request.query.isEmpty {
            url.query = [url.query, QueryEncoding.query(request.query)].compactMap(\.self).joined(separator: "&")
        }
        var headers: HeaderList = ["User-Agent": "usher", "Accept-Encoding": "gzip, deflate"]
        headers = headers.overlaid(by: options.headers)
        let body = EncodedBody(request.body, random: options.randomBits)
        if let body {
            headers.replace("Content-Type", body.contentType)
        }
        headers = headers.overlaid(by: request.headers)
        try check(headers, label)
        return PreparedRequest(
            label: label,
            method: request.method,
            url: url,
            headers: headers,
            body: body?.bytes,
            reads: request.reads,
            followsRedirects: request.followsRedirects,
            allowsForeignRedirect: request.allowsForeignRedirect
        )
    }

    private func url(of request: OutboundRequest, _ label: RequestLabel) throws(OutboundFailure) -> ParsedURL {
        let url: ParsedURL
        do throws(ParsedURL.Problem) {
            url =
                switch request.target {
                case .path(let path): try origin.joining(path)
                case .url(let text): try origin.base.resolving(text)
                }
        } catch {
            throw .badTarget(label, problem: error)
        }
        switch request.target {
        case .path where ParsedURL.hasDotSegment(url.path):
            throw .dotSegment(label)
        case .url where !url.hasSameOrigin(as: origin.base):
            throw .foreignOrigin(label, other: url, own: origin)
        default:
            return url
        }
    }

    private func check(_ headers: HeaderList, _ label: RequestLabel) throws(OutboundFailure) {
        for field in headers {
            guard !Self.reserved.contains(field.name.lowercased()) else {
                throw .reservedHeader(field.name, label)
            }
            let nameFits = !field.name.isEmpty && field.name.utf8.allSatisfy(Self.isTokenByte)
            let valueFits = field.value.utf8.allSatisfy { $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }
            guard nameFits, valueFits else { throw .badHeader(field.name, label) }
        }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
