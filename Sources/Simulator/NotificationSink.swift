import HTTPServing
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// A webhook's far end on 127.0.0.1: keeps what is posted to it.
package final class NotificationSink: Sendable {
    private struct State {
        var bodies: [String] = []
        var task: Task<Void, Never>?
    }

    private let state = Mutex(State())

    /// A sink that does not listen yet.
    package init() {}

    /// The bodies that were posted, oldest first.
    package var bodies: [String] { state.withLock { $0.bodies } }

    /// Starts to listen on a free port and gives the URL to post to.
    package func start() async throws -> String {
        let arrival = Arrival<Int>()
        let router = Router()
        router.post("/notify") { request, context in
            let body = try await request.body.collect(upTo: context.maxUploadSize)
            self.state.withLock { $0.bodies.append(String(buffer: body)) }
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
