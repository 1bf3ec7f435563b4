/// Something that must hold of the rows, whatever happened.
struct StoreInvariant: Sendable {
    /// What it is called in a report.
    let name: String
    /// What a breach of it is, for so many rows.
    let breach: @Sendable (Int) -> String
    /// Answers a text for each row that breaks it.
    let query: SQL

    static let all: [StoreInvariant] = [
        StoreInvariant(
            name: "effects",
            breach: { "\(rows($0, "entry of the outbox has", "entries of the outbox have")) no run" },
            query: """
                SELECT CAST(id AS TEXT) AS which FROM effect
                WHERE action <> 'null' AND NOT EXISTS (SELECT 1 FROM run WHERE run.id = effect.run)
                """
        ),
        StoreInvariant(
            name: "leases",
            breach: { "\(rows($0, "run is", "runs are")) running without a lease" },
            query: """
                SELECT CAST(id AS TEXT) AS which FROM run
                WHERE state = 'running' AND (lease_owner IS NULL OR lease_until IS NULL)
                """
        ),
        StoreInvariant(
            name: "leases",
            breach: { "\(rows($0, "entry of the outbox is", "entries of the outbox are")) being sent without a lease" },
            query: """
                SELECT CAST(id AS TEXT) AS which FROM effect
                WHERE state = 'sending' AND (lease_owner IS NULL OR lease_until IS NULL OR sent_at IS NULL)
                """
        ),
        StoreInvariant(
            name: "states",
            breach: { "\(rows($0, "run is", "runs are")) in a state that there is not" },
            query: "SELECT CAST(id AS TEXT) AS which FROM run WHERE state NOT IN (\(words(RunState.self)))"
        ),
        StoreInvariant(
            name: "states",
            breach: { count in
                "\(rows(count, "entry of the outbox is", "entries of the outbox are")) in a state that there is not"
            },
            query: "SELECT CAST(id AS TEXT) AS which FROM effect WHERE state NOT IN (\(words(EffectState.self)))"
        ),
        StoreInvariant(
            name: "ends",
            breach: { "\(rows($0, "run is", "runs are")) over and has no end, or has one and is not" },
            query: """
                SELECT CAST(id AS TEXT) AS which FROM run
                WHERE (state IN ('available', 'retrying', 'running')) <> (ended_at IS NULL)
                """
        ),
        StoreInvariant(
            name: "messages",
            breach: { "\(rows($0, "message has", "messages have")) no ticket" },
            query: """
                SELECT DISTINCT connection || '/' || ticket AS which FROM message
                WHERE NOT EXISTS (
                    SELECT 1 FROM ticket WHERE ticket.connection = message.connection AND ticket.id = message.ticket
                )
                """
        ),
        StoreInvariant(
            name: "terms",
            breach: { count in
                "\(rows(count, "ticket that is not there has", "tickets that are not there have")) words it is found by"
            },
            query: """
                SELECT DISTINCT connection || '/' || ticket AS which FROM ticket_term
                WHERE NOT EXISTS (
                    SELECT 1 FROM ticket
                    WHERE ticket.connection = ticket_term.connection AND ticket.id = ticket_term.ticket
                )
                """
        ),
        StoreInvariant(
            name: "considerations",
            breach: { "\(rows($0, "change that is not there was", "changes that are not there were")) passed over" },
            query: """
                SELECT DISTINCT CAST(change_id AS TEXT) AS which FROM passed_over
                WHERE NOT EXISTS (SELECT 1 FROM change WHERE change.id = passed_over.change_id)
                """
        ),
    ]

    /// The rows that break it: how many, and the first of them.
    func breaches(in reader: any SQLReader) throws -> (count: Int, examples: [String]) {
        let found: SQL = "SELECT which FROM (\(query)) AS breach"
        let count: Int = try reader.value("SELECT count(*) FROM (\(query)) AS breach")
        guard count > 0 else { return (0, []) }
        return (count, try reader.query("\(found) ORDER BY which LIMIT 3").map { try $0["which"] })
    }

    private static func rows(_ count: Int, _ one: String, _ several: String) -> String {
        count == 1 ? "one \(one)" : "\(count) \(several)"
    }

    private static func words<State: RawRepresentable<String> & CaseIterable>(_ states: State.Type) -> SQL {
        State.allCases.map { SQL(unchecked: "'\($0.rawValue)'") }.joined(separator: ", ")
    }
}
