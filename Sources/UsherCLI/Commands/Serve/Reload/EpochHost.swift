import Logging
import ServiceLifecycle
import Synchronization

/// The loops of one configuration, with what they share.
struct Epoch: Sendable {
    let services: [any Service]
}

/// Runs the loops of the configuration that holds, and exchanges all of them when it changes.
///
/// Those of the old one end as at a stop: what is under way is finished or handed back, and nothing is lost in between, for
/// everything is a row.
final class EpochHost: Service {
    private struct State {
        var next: Epoch?
        var group: ServiceGroup?
    }

    private let state: Mutex<State>
    private let grace: Duration
    private let logger: Logger

    /// A host that begins with an epoch; what is under way has so long to end.
    init(_ first: Epoch, grace: Duration, logger: Logger) {
        state = Mutex(State(next: first))
        self.grace = grace
        self.logger = logger
    }

    /// Lets the loops end, and others begin; returns at once.
    func exchange(for epoch: Epoch) {
        let group = state.withLock { state in
            state.next = epoch
            return state.group
        }
        if let group { Task { await group.triggerGracefulShutdown() } }
    }

    func run() async throws {
        while !Task.isShuttingDownGracefully, let epoch = state.withLock({ $0.next.take() }) {
            var configuration = ServiceGroupConfiguration(services: epoch.services, logger: logger)
            configuration.maximumGracefulShutdownDuration = grace
            let group = ServiceGroup(configuration: configuration)
            let isLate = state.withLock { state in
                state.group = group
                return state.next != nil
            }
            guard !isLate else { continue }
            do {
                try await group.run()
            } catch {
                // What took too long was broken off and handed back; that ends an epoch, but not the daemon.
                guard state.withLock({ $0.next != nil }) else { throw error }
            }
        }
    }
}
