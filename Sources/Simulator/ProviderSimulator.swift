import HTTPServing
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// The API of one vendor over real HTTP on 127.0.0.1, with seeded tickets, books and faults to order.
///
///     let simulator = ProviderSimulator(.ippanel)
///     let address = try await simulator.start()
///     await simulator.order(Fault(.commitThenCut, method: "POST"))
///     …
///     let violations = await simulator.books().violations
///     await simulator.stop()
///
/// Below `/_simulator/` the same is to be had over HTTP, without a token: see `ControlAPI`.
package final class ProviderSimulator: Service {
    /// The vendor whose API this is.
    package let provider: SimulatedProvider
    /// How it behaves.
    package let options: SimulatorOptions
    private let desk: Desk
    private let state = Mutex(State())

    private struct State {
        var arrival = Arrival<SimulatorAddress>()
        var task: Task<Void, Never>?
        /// The port of the first start; later starts take the same one.
        var port: Int?
    }

    /// A simulator that holds its tickets from now on, and does not listen yet.
    package init(_ provider: SimulatedProvider, options: SimulatorOptions = SimulatorOptions()) {
        self.provider = provider
        self.options = options
        desk = Desk(provider: provider, options: options)
    }

    /// Listens until the task is cancelled or the service group shuts down.
    package func run() async throws {
        let (arrival, port) = state.withLock { ($0.arrival, $0.port ?? options.port) }
        var logger = Logger(label: "usher.simulator.\(provider.rawValue)")
        logger.logLevel = .critical
        let application = Application(
            responder: SimulatorResponder(desk: desk, options: options),
            server: .stoppableHTTP1,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in arrival.arrive(self.noteAddress(of: channel)) },
            logger: logger
        )
        do {
            try await withThrowingTaskGroup { group in
                group.addTask { await self.desk.bell.run() }
                defer { group.cancelAll() }
                try await application.run()
            }
        } catch {
            let failure = SimulatorError.cannotListen(provider: provider, port: port, reason: String(describing: error))
            arrival.fail(failure)
            throw failure
        }
    }

    /// Starts to listen and gives the address; `stop` ends it.
    ///
    /// After `stop` it may be started again: on the same port, with the tickets and books as they were.
    package func start() async throws -> SimulatorAddress {
        let arrival = Arrival<SimulatorAddress>()
        let isFree = state.withLock { state in
            guard state.task == nil else { return false }
            state.arrival = arrival
            state.task = Task { try? await self.run() }
            return true
        }
        guard isFree else { throw SimulatorError.alreadyRunning(provider: provider) }
        do {
            return try await arrival.value()
        } catch {
            await stop()
            throw error
        }
    }

    /// Stops listening and cuts every connection; does nothing where it was not started.
    package func stop() async {
        let task = state.withLock { state in
            defer { state.task = nil }
            return state.task
        }
        task?.cancel()
        await task?.value
    }

    /// The address, once it listens; for a simulator that runs as a service.
    package func address() async throws -> SimulatorAddress {
        try await state.withLock { $0.arrival }.value()
    }

    private func noteAddress(of channel: any Channel) -> SimulatorAddress {
        let port = channel.localAddress?.port ?? options.port
        state.withLock { $0.port = port }
        let origin = "http://127.0.0.1:\(port)"
        return SimulatorAddress(
            origin: origin,
            baseURL: origin + provider.basePath,
            port: port,
            token: options.token ?? provider.sampleToken
        )
    }
}

extension ProviderSimulator {
    /// What it has seen so far.
    package func books() async -> SimulatorBooks {
        await desk.world.books
    }

    /// Waits for the first request that matches, be it in the books already or not yet.
    @discardableResult
    package func request(
        where matches: @escaping @Sendable (SimulatorBooks.RecordedRequest) -> Bool
    ) async -> SimulatorBooks.RecordedRequest {
        await desk.request(where: matches)
    }

    /// All tickets, oldest first.
    package func tickets() async -> [SimulatedTicket] {
        await desk.world.shelf.tickets
    }

    /// One ticket, nil where the id is unknown.
    package func ticket(_ id: String) async -> SimulatedTicket? {
        await desk.world.shelf[id]
    }

    /// Waits until a ticket is as wanted, be it so already or not yet.
    package func ticket(_ id: String, where isWanted: @escaping @Sendable (SimulatedTicket) -> Bool) async {
        await desk.ticket(id, where: isWanted)
    }

    /// Inserts a ticket now, as the newest, and gives its id.
    @discardableResult
    package func insert(_ newTicket: NewTicket) async -> String {
        let now = options.now()
        return await desk.perform { $0.insert(newTicket, at: now) }
    }

    /// Adds a message to a ticket as its requester or an agent; false where the id is unknown.
    @discardableResult
    package func addMessage(_ text: String, to id: String, by author: MessageAuthor = .requester) async -> Bool {
        let now = options.now()
        return await desk.perform { $0.addMessage(text, to: id, by: author, at: now) != nil }
    }

    /// Orders a fault for the next requests that match.
    package func order(_ fault: Fault) async {
        await desk.perform { $0.faults.order(fault) }
    }

    /// Takes back all faults.
    package func clearFaults() async {
        await desk.perform { $0.faults.clear() }
    }

    /// Forgets everything that happened: tickets as at the beginning, empty books, no faults.
    package func reset() async {
        await desk.perform { $0 = World(provider: $0.provider, options: $0.options) }
    }
}
