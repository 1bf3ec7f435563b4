import Engine
import Logging
import ServiceLifecycle
import Store
import Synchronization
import TicketModel

/// Exchanges the loops of the daemon as a whole: for those of another configuration, or for new ones that remember no times.
final class EpochExchange: Sendable {
    private let builder: EpochBuilder
    private let present: PresentEpoch
    private let host = Mutex<EpochHost?>(nil)

    init(_ builder: EpochBuilder, present: PresentEpoch) {
        self.builder = builder
        self.present = present
    }

    private var logger: Logger { builder.logger }

    /// The loops of a configuration, which reads itself anew where it changes.
    func begin(_ assembly: HostAssembly, grace: Duration, quiet: Logger) async throws -> EpochHost {
        let (epoch, parts) = try await build(assembly)
        present.set(parts)
        let epochs = EpochHost(epoch, grace: grace, logger: quiet)
        host.withLock { $0 = epochs }
        return epochs
    }

    /// Looks every second whether the clock was set.
    ///
    /// Where it was put back, whatever waits would wait until it gets there again; where it was put ahead, more is due.
    var clockLoop: any Service {
        let ahead = Mutex(builder.clock.aheadAt)
        return EngineLoop("clock", channels: [], in: builder.surroundings) { [self] _ in
            let now = builder.surroundings.now()
            if builder.clock.takePutBack(), let live = present.parts?.live {
                logger.warning("The clock was put back; what waits is timed anew.")
                try await builder.database.write { try FutureRows.pullBack(now: now, in: $0) }
                try await exchange(live.current)
            }
            let aheadAt = builder.clock.aheadAt
            let isNew = ahead.withLock { last in
                defer { last = aheadAt }
                return last != aheadAt
            }
            if isNew { builder.surroundings.bell.ring() }
            return now + TimeSpan.seconds(1)
        }
    }

    private func build(_ assembly: HostAssembly) async throws -> (Epoch, EpochParts) {
        try await builder.build(assembly) { [self] in await reconfigure($0) }
    }

    @discardableResult
    private func exchange(_ assembly: HostAssembly) async throws -> EpochParts {
        let (epoch, parts) = try await build(assembly)
        present.set(parts)
        host.withLock(\.self)?.exchange(for: epoch)
        return parts
    }

    private func reconfigure(_ old: HostAssembly) async {
        do {
            let assembly = try old.reconfigured()
            builder.log.learn(assembly.configuration.secrets)
            let parts = try await exchange(assembly)
            logger.notice(
                "The configuration was read anew.",
                metadata: ["connections": "\(parts.duties.count)", "automations": "\(parts.engine.automations.count)"]
            )
        } catch {
            logger.error(
                "The configuration was not taken; the one before stays.",
                metadata: ["because": "\(sentence(of: error))"]
            )
        }
    }

    private func sentence(of error: any Error) -> String {
        (error as? CommandFailure)?.messages.joined(separator: " · ") ?? "\(error)"
    }
}
