import OutboundHTTP
import PluginHost
import Synchronization

/// Sends a plugin's requests on, and keeps what they were.
final class RequestLog: HTTPTransport {
    private let client: OutboundClient
    private let kept = Mutex<[OutboundRequest]>([])

    init(_ client: OutboundClient) {
        self.client = client
    }

    var requests: [OutboundRequest] { kept.withLock { $0 } }

    /// How many requests have changed something.
    var writes: Int { requests.count { !$0.reads } }

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        kept.withLock { $0.append(request) }
        return try await client.send(request)
    }
}
