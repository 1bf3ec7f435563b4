import OutboundHTTP
import Synchronization
import TicketModel

/// The I/O of one call into a provider or notifier.
final class HTTPScope: Sendable {
    let transport: any HTTPTransport
    let reader: AnswerReader
    private let writes = Mutex(WriteTrace())

    private struct WriteTrace {
        var mayHaveLanded = false
    }

    init(transport: any HTTPTransport, reader: AnswerReader) {
        self.transport = transport
        self.reader = reader
    }

    /// Whether some write of this call may have changed the provider's data.
    var mayHaveWritten: Bool {
        writes.withLock { $0.mayHaveLanded }
    }

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
            return response
        }
        let failure = reader.failure(response, label, setting: setting)
        if failure.kind == .unknownOutcome { noteWrite() }
        throw failure
    }

    private func noteWrite() {
        writes.withLock { $0.mayHaveLanded = true }
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
        case .url(let url): path = String((url.split(separator: "://").last ?? "").drop { $0 != "/" }.prefix { $0 != "?" })
        }
    }

    init(method: String, path: String, reads: Bool) {
        self.method = method
        self.path = path
        self.reads = reads
    }
}

extension RequestLine: CustomStringConvertible {
    var description: String { "\(method) \(path)" }
}
