import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// Refuses an answer that is too large.
struct BodyRefusal: Error {}

/// Collects one answer, and knows whether the request has left.
final class ExchangeDelegate: HTTPClientResponseDelegate {
    struct Answer: Sendable {
        var status: Int
        var headers: HeaderList
        var body: [UInt8]
    }

    private struct State {
        var headSent = false
        var head: HTTPResponseHead?
        var body: [UInt8] = []
    }

    private let state = Mutex(State())
    private let limit: Int
    private let expectsBody: Bool

    init(limit: Int, method: OutboundMethod) {
        self.limit = limit
        expectsBody = method != .head
    }

    /// Exact because the transport has one event loop: no notice of it can be under way on another.
    var headSent: Bool { state.withLock(\.headSent) }

    func didSendRequestHead(task: HTTPClient.Task<Answer>, _ head: HTTPRequestHead) {
        state.withLock { $0.headSent = true }
    }

    func didReceiveHead(task: HTTPClient.Task<Answer>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        state.withLock { state in
            state.headSent = true
            state.head = head
        }
        let announced = head.headers.first(name: "content-length").flatMap(Int.init) ?? 0
        return expectsBody && announced > limit
            ? task.eventLoop.makeFailedFuture(BodyRefusal()) : task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Answer>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        let fits = state.withLock { state in
            guard state.body.count + buffer.readableBytes <= limit else { return false }
            state.body.append(contentsOf: buffer.readableBytesView)
            return true
        }
        return fits
            ? task.eventLoop.makeSucceededVoidFuture() : task.eventLoop.makeFailedFuture(BodyRefusal())
    }

    func didFinishRequest(task: HTTPClient.Task<Answer>) throws -> Answer {
        try state.withLock { state in
            guard let head = state.head else { throw HTTPClientError.remoteConnectionClosed }
            return Answer(
                status: Int(head.status.code),
                headers: HeaderList(head.headers.lazy.map { ($0.name, $0.value) }),
                body: state.body
            )
        }
    }
}
