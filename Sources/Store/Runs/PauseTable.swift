package import TicketModel

/// Something that an operator stopped.
package struct Pause: Sendable, Equatable {
    /// What is stopped.
    package enum Scope: Sendable, Hashable {
        case all
        /// Everything, because it was restored from a backup; what is unknown is read back meanwhile.
        case restored
        case automation(String)
        case connection(String)
        /// A schedule by its automation and its name, as in `escalate-stale/sweep`.
        case schedule(String)

        var word: String {
            switch self {
            case .all, .restored: "all"
            case .automation: "automation"
            case .connection: "connection"
            case .schedule: "schedule"
            }
        }

        var name: String {
            switch self {
            case .all: ""
            case .restored: "restored"
            case .automation(let name), .connection(let name), .schedule(let name): name
            }
        }
    }

    package var scope: Scope
    package var reason: String
    package var by: String
    package var since: Timestamp

    package init(_ scope: Scope, reason: String, by: String, since: Timestamp) {
        self.scope = scope
        self.reason = reason
        self.by = by
        self.since = since
    }
}

/// What is paused; runs and the relay look here before each claim and before each request.
package enum PauseTable {
    /// Stops something; what is paused already keeps its first reason.
    ///
    /// - Returns: whether it went on before.
    package static func add(_ pause: Pause, in transaction: SQLTransaction) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO pause (scope, name, reason, by_whom, since) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (scope, name) DO NOTHING
            """,
            [
                .text(pause.scope.word), .text(pause.scope.name), .text(pause.reason), .text(pause.by),
                .value(pause.since),
            ]
        ) == 1
    }

    /// Lets something go on; false where it was not paused.
    ///
    /// Everything is also what was restored from a backup.
    package static func remove(_ scope: Pause.Scope, in transaction: SQLTransaction) throws -> Bool {
        let removed = try transaction.execute(
            "DELETE FROM pause WHERE scope = $1 AND (name = $2 OR $1 = 'all')",
            [.text(scope.word), .text(scope.name)]
        )
        transaction.wake(RunTable.channel)
        transaction.wake(EffectTable.channel)
        return removed > 0
    }

    /// Everything that is paused, the whole first.
    package static func all(in reader: any SQLReader) throws -> [Pause] {
        try reader.query("SELECT scope, name, reason, by_whom, since FROM pause ORDER BY scope, name").map { row in
            let name: String = try row["name"]
            let scope: Pause.Scope =
                switch try row["scope"] as String {
                case "automation": .automation(name)
                case "connection": .connection(name)
                case "schedule": .schedule(name)
                default: name.isEmpty ? .all : .restored
                }
            return Pause(scope, reason: try row["reason"], by: try row["by_whom"], since: try row["since"])
        }
    }
}
