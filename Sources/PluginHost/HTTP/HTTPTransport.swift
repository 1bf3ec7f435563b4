package import OutboundHTTP

/// What a plugin's requests go out through: a connection's client, or a spec's script.
package protocol HTTPTransport: Sendable {
    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse
}

extension OutboundClient: HTTPTransport {
    package func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        try await send(request, within: nil)
    }
}
