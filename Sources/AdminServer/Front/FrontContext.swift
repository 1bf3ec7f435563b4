import HTTPTypes
import Hummingbird
import NIOCore

/// What a request brings besides itself: who sent it.
struct FrontContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The other end of the connection; `nil` where that is not known.
    let peer: SocketAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress
    }

    /// Whether the request comes from this machine, and not through a proxy on it.
    func isLocal(_ request: Request) -> Bool {
        let hops = ["x-forwarded-for", "forwarded", "x-real-ip"].compactMap { HTTPField.Name($0) }
        guard !hops.contains(where: { request.headers.contains($0) }) else { return false }
        switch peer {
        case .v4: return peer?.ipAddress?.hasPrefix("127.") ?? false
        case .v6: return peer?.ipAddress == "::1"
        case .unixDomainSocket: return true
        case nil: return false
        }
    }
}
