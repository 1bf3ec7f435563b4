import Store
import TicketModel

// The relay of a daemon: each connection is delivered to by a loop of its own, so none waits for another one's provider.
extension OutboxRelay {
    /// Delivers what is due at one connection.
    package func deliver(to connection: String) async throws -> Tally {
        try await delivering { try await drain(connection) }
    }

    /// Delivers what leaves through no connection, or through one that is not among those named.
    package func deliverRest(beside connections: Set<String>) async throws -> Tally {
        try await delivering {
            let scope = scope
            let open = try await parts.database.read { try EffectTable.openConnections(scope: scope, in: $0) }
            var whole = Tally()
            for connection in open where connection.map({ !connections.contains($0) }) ?? true {
                whole.add(try await drain(connection))
            }
            return whole
        }
    }

    private func delivering(_ work: @escaping @Sendable () async throws -> Tally) async throws -> Tally {
        let parts = parts
        return try await parts.beating(
            every: TimeSpan(microseconds: Self.lease.microseconds / 4),
            { try EffectTable.renew(parts.lease(Self.lease), in: $0) },
            {
                let now = parts.now()
                try await parts.database.write {
                    _ = try EffectTable.loseAbandoned(now: now, why: Reasons.abandoned, in: $0)
                }
                return try await work()
            }
        )
    }
}
