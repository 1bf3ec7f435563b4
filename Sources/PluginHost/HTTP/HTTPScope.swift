import OutboundHTTP
import Synchronization
import TicketModel

/// The I/O of one call into a provider or notifier.
final class HTTPScope: Sendable {
    let transport: any HTTPTransport
    let reader: AnswerReader
    private let redaction: AnswerRedaction
    /// The setting that holds the whole URL, where it does: it is secret then, and named when nothing is found there.
    let urlSetting: String?
    /// How many writes may have changed the provider's data.
    private let writes = Mutex(0)

    init(
        transport: any HTTPTransport,
        reader: AnswerReader,
        redaction: AnswerRedaction,
        urlSetting: String? = nil
    ) {
        self.transport = transport
        self.reader = reader
        self.redaction = redaction
        self.urlSetting = urlSetting
    }

    /// Whether some write of this call may have changed the provider's data.
    var mayHaveWritten: Bool {
        writes.withLock { $0 > 0 }
    }

    /// The failure that a call ends with: after a write that may have landed the outcome is unknown, whatever the
    /// plugin calls it.
    func settled(_ failure: TicketFailure, connection: String) -> TicketFailure {
        var failure = failure
        failure.connection = connection
        if mayHaveWritten, failure.kind != .unknownOutcome {
            failure.kind = .unknownOutcome
            failure.message += urlSetting == nil ? Self.lookAtTicket : Self.lookAtTarget
        }
        return failure
    }

    private static let lookAtTicket =
        " A change may have been made before that; look at the ticket before you repeat it."
    private static let lookAtTarget =
        " It may have arrived before that; look where it goes to before you repeat it."

    /// Sends one request; anything but a 2xx answer is a failure.
    func exchange(_ request: OutboundRequest, setting: String?) async throws(TicketFailure) -> OutboundResponse {
        var request = request
        if reader.errors.redirectsToLogin { request.followsRedirects = false }
        let label = RequestLine(request)
        let response: OutboundResponse
        do {
            response = try await transport.send(request)
        } catch {
            if !request.reads, error.kind == .outcomeUnknown { noteWrite() }
            throw reader.failure(error, label)
        }
        guard !(200..<300).contains(response.status) else {
            if !request.reads { noteWrite() }
            return redaction.readable(response)
        }
        let failure = reader.failure(redaction.printable(response), label, setting: setting ?? urlSetting)
        if failure.kind == .unknownOutcome { noteWrite() }
        throw failure
    }

    /// Takes a write back that was answered with 2xx and says inside that it was refused.
    func noteRefused(_ request: RequestLine) {
        if !request.reads { writes.withLock { $0 -= 1 } }
    }

    private func noteWrite() {
        writes.withLock { $0 += 1 }
    }
}

/// What a message says of a request: method and path, never the query.
struct RequestLine: Sendable {
    let method: String
    let path: String
    let reads: Bool

    init(_ request: OutboundRequest) {
        method = request.method.rawValue
        reads = request.reads
        switch request.target {
        case .path(let path): self.path = String(path.prefix { $0 != "?" })
        case .url(let url):
            path = String((url.split(separator: "://").last ?? "").drop { $0 != "/" }.prefix { $0 != "?" })
        }
    }

    init(method: String, path: String, reads: Bool) {
        self.method = method
        self.path = path
        self.reads = reads
    }
}

extension RequestLine: CustomStringConvertible {
    var description: String { path.isEmpty ? method : "\(method) \(path)" }
}
