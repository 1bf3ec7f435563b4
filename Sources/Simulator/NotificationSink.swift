import HTTPServing
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// A webhook's far end on 127.0.0.1: keeps what is posted to it.
package final class NotificationSink: Sendable {
    /// What was posted.
    package struct Post: Sendable, Equatable {
        package let body: String
        /// What `X-Webhook-Signature` held.
        package let signature: String?
    }

    private struct State {
        var posts: [Post] = []
        var waiters: [(count: Int, continuation: CheckedContinuation<[Post], Never>)] = []
        var task: Task<Void, Never>?
    }

    private let state = Mutex(State())

    /// A sink that does not listen yet.
    package init() {}

    /// The bodies that were posted, oldest first.
    package var bodies: [String] { state.withLock { $0.posts.map(\.body) } }

    /// What was posted, once there are so many.
    package func posts(_ count: Int) async -> [Post] {
        await withCheckedContinuation { continuation in
            let posts: [Post]? = state.withLock { state in
                guard state.posts.count < count else { return state.posts }
                state.waiters.append((count, continuation))
                return nil
            }
            if let posts { continuation.resume(returning: posts) }
        }
    }

    private func take(_ post: Post) {
        let (posts, waiters) = state.withLock { state in
            state.posts.append(post)
            let count = state.posts.count
            defer { state.waiters.removeAll { $0.count <= count } }
            return (state.posts, state.waiters.filter { $0.count <= count })
        }
        for waiter in waiters { waiter.continuation.resume(returning: posts) }
    }

    /// Starts to listen on a free port and gives the URL to post to.
    package func start() async throws -> String {
        let arrival = Arrival<Int>()
        let router = Router()
        router.post("/notify") { request, context in
            let body = try await request.body.collect(upTo: context.maxUploadSize)
            let signature = HTTPField.Name("X-Webhook-Signature").flatMap { request.headers[$0] }
            self.take(Post(body: String(buffer: body), signature: signature))
            return "ok"
        }
        var logger = Logger(label: "usher.simulator.sink")
        logger.logLevel = .critical
        let application = Application(
            router: router,
            server: .stoppableHTTP1,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in arrival.arrive(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        let task = Task {
            do {
                try await application.run()
            } catch {
                arrival.fail(error)
            }
        }
        state.withLock { $0.task = task }
        return "http://127.0.0.1:\(try await arrival.value())/notify"
    }

    /// Stops listening.
    package func stop() async {
        let task = state.withLock { $0.task }
        task?.cancel()
        await task?.value
    }
}
