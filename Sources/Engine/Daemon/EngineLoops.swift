package import ServiceLifecycle
import Store
import Synchronization
package import TicketModel

/// The loops that make a process work by itself: a reading of each connection, the runs, the relays, schedules and upkeep.
package struct EngineLoops: Sendable {
    private let surroundings: LoopSurroundings
    private let parts: EngineParts

    package init(in surroundings: LoopSurroundings, parts: EngineParts) {
        self.surroundings = surroundings
        self.parts = parts
    }

    /// Reads a connection in its time.
    package func reading(_ duty: ConnectionDuty) -> any Service {
        EngineLoop(
            "sync:\(duty.connection)",
            channels: [WebhookTable.channel(duty.connection)],
            in: surroundings,
            // A first reading of a large account takes its time.
            patience: .seconds(3600),
            turn: { try await duty.turn($0) },
            atEnd: { await duty.release() }
        )
    }

    /// Works on runs as they fall due.
    package func working(_ worker: RunWorker) -> any Service {
        let parts = parts
        return EngineLoop("runs", channels: [RunTable.channel], in: surroundings) { room in
            let start = parts.now()
            if try await parts.database.read({ try QueueFigures.hasDueRun(at: start, in: $0) }) {
                let tally = try await worker.drain(hearing: room.alarm, beat: room.beat)
                if let problem = tally.problems.min() { throw LoopProblem(problem) }
            }
            // What fell due meanwhile is looked at once more, and no more than once.
            return try await parts.database.read { try QueueFigures.nextRun(after: start, in: $0) }
        }
    }

    /// Delivers to one connection, as long as this process has it.
    package func delivering(_ relay: OutboxRelay, to duty: ConnectionDuty) -> any Service {
        delivering("relay:\(duty.connection)") { due in
            guard duty.tally.isHeld else { return nil }
            return due.contains(duty.connection)
                ? try await relay.deliver(to: duty.connection) : OutboxRelay.Tally()
        }
    }

    /// Delivers what leaves through no connection, or through one that is no longer there.
    package func delivering(_ relay: OutboxRelay, beside connections: Set<String>) -> any Service {
        delivering("relay") { due in
            due.contains { $0.map { !connections.contains($0) } ?? true }
                ? try await relay.deliverRest(beside: connections) : OutboxRelay.Tally()
        }
    }

    private func delivering(
        _ name: String,
        _ deliver: @escaping @Sendable (_ due: Set<String?>) async throws -> OutboxRelay.Tally?
    ) -> any Service {
        let parts = parts
        return EngineLoop(name, channels: [EffectTable.channel], in: surroundings) { _ in
            let start = parts.now()
            let due = try await parts.database.read { try QueueFigures.dueConnections(at: start, in: $0) }
            guard let tally = try await deliver(due) else { return parts.now() + .seconds(1) }
            if let problem = tally.problems.min() { throw LoopProblem(problem) }
            return try await parts.database.read { try QueueFigures.nextEffect(after: start, in: $0) }
        }
    }

    /// Does something whenever it says that it is due, such as advancing the schedules.
    ///
    /// `step` answers when the next one is due; `nil` leaves it to the channels, and to the longest sleep.
    package func repeating(
        _ name: String,
        channels: [String] = [],
        _ step: @escaping @Sendable (Timestamp) async throws -> Timestamp?
    ) -> any Service {
        let parts = parts
        return EngineLoop(name, channels: channels, in: surroundings) { _ in try await step(parts.now()) }
    }

    /// Does something now and then; it begins with the process.
    package func every(
        _ span: TimeSpan,
        _ name: String,
        _ work: @escaping @Sendable (Timestamp) async throws -> Void
    ) -> any Service {
        let due = DueTime()
        return repeating(name) { now in
            if now >= due.time {
                try await work(now)
                due.time = now + span
            }
            return due.time
        }
    }
}

/// When something is done next.
private final class DueTime: Sendable {
    private let state = Mutex(Timestamp.distantPast)

    var time: Timestamp {
        get { state.withLock(\.self) }
        set { state.withLock { $0 = newValue } }
    }
}

/// A turn that ended with something undone.
struct LoopProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
