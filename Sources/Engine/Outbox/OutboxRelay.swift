import PluginHost
package import Store
package import TicketModel

/// Delivers the outbox: in order per ticket, replies before sweeps, each effect with one outcome.
///
/// The row says `sending` before the request leaves, so whoever finds it so after a crash knows that nobody knows; then the
/// ticket is read back until it shows the effect, or clearly does not. One process at a time has a connection's relay.
///
/// The risk that remains: a process that is stopped between its last look at the lease and the request, for longer
/// than the settle time, and then goes on.
package struct OutboxRelay: Sendable {
    /// What a round of deliveries came to, by the state that effects ended in.
    package struct Tally: Sendable, Equatable {
        package var ended: [EffectState: Int] = [:]
        /// Effects that were put off, and will be looked at again.
        package var putOff = 0
        /// Connections that another process delivers for.
        package var elsewhere: Set<String> = []
        /// What the store answered to what could not be written, each sentence once.
        package var problems: Set<String> = []

        package init() {}

        /// How many effects were looked at.
        package var looked: Int { ended.values.reduce(putOff, +) }
    }

    /// How long a sender may go without a heartbeat before what it sends counts as unknown.
    static let lease = TimeSpan.seconds(30)

    /// Only what those of them ask for that are live leaves.
    let automations: AutomationSet
    let parts: EngineParts
    let settling: Settling
    let notifications: any NotificationSender
    /// How many tickets of a connection are delivered to side by side.
    let parallelism: Int
    /// The entries that it delivers.
    let scope: DeliveryScope
    /// What was read of tickets a moment ago, where the mirror may not know them.
    let hints: [TicketID: Ticket]
    /// Told of every effect that comes to its end.
    var progress: DeliveryProgress?

    /// A relay for effects that are meant to leave.
    package init(
        _ live: LiveMode,
        automations: AutomationSet,
        parts: EngineParts,
        notifications: any NotificationSender,
        settling: Settling = Settling(),
        parallelism: Int = 4,
        scope: DeliveryScope = .all,
        hints: [TicketID: Ticket] = [:]
    ) {
        self.automations = automations
        self.parts = parts
        self.settling = settling
        self.notifications = notifications
        self.parallelism = parallelism
        self.scope = scope
        self.hints = hints
    }

    /// Delivers until nothing is due, all connections side by side.
    package func drain() async throws -> Tally {
        let parts = parts
        return try await parts.beating(
            every: TimeSpan(microseconds: Self.lease.microseconds / 4),
            { try EffectTable.renew(parts.lease(Self.lease), in: $0) },
            { try await drainAll() }
        )
    }

    func drainAll() async throws -> Tally {
        let now = parts.now()
        let scope = scope
        try await parts.database.write { try EffectTable.loseAbandoned(now: now, why: Reasons.abandoned, in: $0) }
        let connections = try await parts.database.read { try EffectTable.openConnections(scope: scope, in: $0) }
        return try await withThrowingTaskGroup(of: Tally.self) { group in
            for connection in connections { group.addTask { try await self.drain(connection) } }
            var whole = Tally()
            for try await tally in group { whole.add(tally) }
            return whole
        }
    }

    /// Delivers one connection's effects; `nil` is what leaves through none.
    func drain(_ connection: String?) async throws -> Tally {
        var tally = Tally()
        let role = "relay:\(connection ?? "")"
        guard try await takes(role) else {
            tally.elsewhere.insert(connection ?? "")
            return tally
        }
        // Whoever waits for the end of a round may not wait for ever, however much there is to deliver.
        let end = parts.now() + .minutes(1)
        while !Task.shallEnd, parts.now() < end {
            let now = parts.now()
            let (limit, scope) = (parallelism, scope)
            let due = try await parts.database.read {
                try EffectTable.due(connection: connection, scope: scope, now: now, limit: limit, in: $0)
            }
            guard !due.isEmpty, try await takes(role) else { break }
            let outcomes = await withTaskGroup(of: Result<Outcome, any Error>.self) { group in
                for effect in due {
                    group.addTask {
                        do {
                            return .success(try await self.handle(effect))
                        } catch {
                            return .failure(error)
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            for outcome in outcomes { tally.count(outcome) }
            // A store that cannot be written to would be asked for ever.
            guard outcomes.contains(where: { (try? $0.get()) != nil }) else { break }
        }
        let owner = parts.owner
        try await parts.database.write { try LeaseTable.release(role, owner: owner, in: $0) }
        return tally
    }

    /// Takes or keeps the role of a connection's relay.
    ///
    /// Who delivers only what runs of its own asked for needs no role: each row's fence decides, as everywhere, and beside a
    /// process that has the role nobody would have to wait for it.
    private func takes(_ role: String) async throws -> Bool {
        if case .runs = scope { return true }
        let now = parts.now()
        let lease = parts.lease(Self.lease)
        return try await parts.database.write { try LeaseTable.take(role, lease, now: now, in: $0) } != nil
    }

    /// What became of one look at an effect.
    enum Outcome: Sendable, Equatable {
        case ended(EffectState)
        case putOff
        /// Somebody else was faster.
        case taken
    }

    private func handle(_ effect: EffectRecord) async throws -> Outcome {
        let outcome = effect.state == .unknown ? try await settle(effect) : try await deliver(effect)
        if case .ended = outcome { progress?.note(parts.now()) }
        return outcome
    }
}

extension OutboxRelay.Tally {
    mutating func count(_ result: Result<OutboxRelay.Outcome, any Error>) {
        switch result {
        case .success(.ended(let state)): ended[state, default: 0] += 1
        case .success(.putOff): putOff += 1
        case .success(.taken): break
        case .failure(let error): problems.insert("\(error)")
        }
    }

    mutating func add(_ other: Self) {
        ended.merge(other.ended, uniquingKeysWith: +)
        putOff += other.putOff
        elsewhere.formUnion(other.elsewhere)
        problems.formUnion(other.problems)
    }
}
