import Store
import Synchronization
import TicketModel

extension OutboxRelay {
    /// How often to look at what others may have done meanwhile.
    private static let glance = TimeSpan(microseconds: 200_000)

    /// Delivers what some runs asked for, and waits until each entry has ended, or none has for as long as one may take.
    ///
    /// Nobody need wait where nothing can happen in that time: what is paused, or is to be looked at later. What is under way
    /// when the time is over is broken off, and stays in the outbox with what is known of it.
    /// - Returns: the entries of the runs as they stand then, with what an open one waits for.
    func deliver(
        _ runs: [Int64],
        within patience: TimeSpan
    ) async throws -> [(entry: EffectRecord, waiting: String?)] {
        let parts = parts
        let progress = DeliveryProgress(parts.now())
        var relay = OutboxRelay(of: runs, as: self)
        relay.progress = progress
        let own = relay
        do {
            try await parts.beating(
                every: TimeSpan(microseconds: Self.lease.microseconds / 4),
                { try EffectTable.renew(parts.lease(Self.lease), in: $0) },
                {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { try await own.work(runs, patience) }
                        group.addTask { try await progress.stall(for: patience, parts) }
                        defer { group.cancelAll() }
                        _ = try await group.next()
                    }
                }
            )
        } catch is CancellationError {
            // Whoever breaks a command off still wants to know how things stand.
        }
        return try await parts.database.read { reader in
            let pauses = try PauseTable.all(in: reader)
            return try EffectTable.effects(ofRuns: runs, in: reader).map { entry in
                (entry, try Self.waiting(entry, pauses, reader))
            }
        }
    }

    private init(of runs: [Int64], as relay: OutboxRelay) {
        automations = relay.automations
        parts = relay.parts
        settling = relay.settling
        notifications = relay.notifications
        parallelism = relay.parallelism
        scope = .runs(runs)
        hints = relay.hints
    }

    private func work(_ runs: [Int64], _ patience: TimeSpan) async throws {
        while !Task.isCancelled {
            let tally = try await drainAll()
            if let problem = tally.problems.min() { throw UnwrittenOutcome(description: problem) }
            let now = parts.now()
            let next = try await parts.database.read { reader -> Timestamp? in
                let pauses = try PauseTable.all(in: reader)
                return try EffectTable.effects(ofRuns: runs, in: reader)
                    .filter { $0.state.isOpen && !pauses.contains(stopping: $0) }
                    .map { entry in
                        let first = try EffectTable.obstacle(to: entry, in: reader) ?? entry
                        return max(first.notBefore, now + Self.glance)
                    }.min()
            }
            guard let next, next < now + patience else { return }
            try? await parts.clock.sleep(for: min(next - now, .seconds(1)).duration)
        }
    }

    private static func waiting(
        _ entry: EffectRecord,
        _ pauses: [Pause],
        _ reader: any SQLReader
    ) throws -> String? {
        guard entry.state == .pending else { return entry.state == .sending ? Reasons.beingSent : nil }
        if let pause = pauses.first(where: { $0.stops(automation: entry.automation, connection: entry.connection) }) {
            return Reasons.paused(pause)
        }
        if let why = entry.why { return why }
        return try EffectTable.obstacle(to: entry, in: reader).map(Reasons.behind)
    }
}

/// When an entry of some runs came to its end last.
final class DeliveryProgress: Sendable {
    private let last: Mutex<Timestamp>

    init(_ start: Timestamp) {
        last = Mutex(start)
    }

    func note(_ time: Timestamp) {
        last.withLock { $0 = time }
    }

    /// Returns once nothing has ended for so long.
    func stall(for patience: TimeSpan, _ parts: EngineParts) async throws {
        var seen: Timestamp?
        while seen != last.withLock(\.self) {
            seen = last.withLock(\.self)
            try await parts.clock.sleep(for: patience.duration)
        }
    }
}

/// What came of an entry could not be written down; the store's sentence says why.
private struct UnwrittenOutcome: Error, CustomStringConvertible {
    let description: String
}

extension [Pause] {
    fileprivate func contains(stopping entry: EffectRecord) -> Bool {
        contains { $0.stops(automation: entry.automation, connection: entry.connection) }
    }
}
