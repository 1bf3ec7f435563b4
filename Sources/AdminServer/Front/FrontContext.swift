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
}
