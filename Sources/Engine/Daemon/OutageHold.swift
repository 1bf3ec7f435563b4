import Store
package import TicketModel

/// When what came while nobody looked is too much to be acted on without a word of the operator's.
package struct BacklogRule: Sendable, Equatable {
    /// How long a connection was not read.
    package var after: TimeSpan
    /// How many runs may begin then all the same.
    package var runs: Int

    package init(after: TimeSpan = .hours(1), runs: Int = 100) {
        self.after = after
        self.runs = runs
    }
}

/// Holds a connection that was not read for long until it is known how much has come meanwhile, and longer where it is much.
///
/// The hold is a pause like an operator's, written before the first reading: no run can begin before the last page is counted, and
/// a process that is killed between leaves the hold to the next one.
struct OutageHold: Sendable {
    /// Who holds while it is counted; what is held after that is held by "usher".
    private static let counting = "usher (counting)"

    let connection: String
    /// How often it is read; twice that is no outage.
    let poll: TimeSpan
    let rule: BacklogRule
    let parts: EngineParts

    /// Holds the connection where it was not read for long.
    ///
    /// - Returns: whether it is to be counted after the reading.
    func begin() async throws -> Bool {
        let (connection, now) = (connection, parts.now())
        let longest = max(rule.after, TimeSpan(microseconds: 2 * poll.microseconds))
        let isLate = try await parts.database.read { reader in
            if try Self.pause(of: connection, in: reader)?.by == Self.counting { return true }
            let cursor = try CursorRows.find(connection, in: reader)
            guard let cursor, cursor.baselineDone, let asOf = cursor.asOf else { return false }
            return now - asOf > longest
        }
        guard isLate else { return false }
        return try await parts.database.write { transaction in
            guard let asOf = try CursorRows.find(connection, in: transaction)?.asOf else { return false }
            let reason = Reasons.outage(since: asOf)
            _ = try PauseTable.add(
                Pause(.connection(connection), reason: reason, by: Self.counting, since: now),
                in: transaction
            )
            // What an operator paused stays so, whatever has come.
            return try Self.pause(of: connection, in: transaction)?.by == Self.counting
        }
    }

    /// Lets the connection go on, or holds it for the operator's word.
    ///
    /// - Returns: how many runs wait, where it is held.
    func end() async throws -> Int? {
        let (connection, rule, now) = (connection, rule, parts.now())
        return try await parts.database.write { transaction in
            guard let pause = try Self.pause(of: connection, in: transaction), pause.by == Self.counting else {
                return nil
            }
            _ = try PauseTable.remove(pause.scope, in: transaction)
            let runs = try RunTable.waitingLive(at: connection, in: transaction)
            guard runs > rule.runs else { return nil }
            let reason = Reasons.backlog(runs, rule, at: connection, pause.reason)
            _ = try PauseTable.add(Pause(pause.scope, reason: reason, by: "usher", since: now), in: transaction)
            return runs
        }
    }

    private static func pause(of connection: String, in reader: any SQLReader) throws -> Pause? {
        try PauseTable.all(in: reader).first { $0.scope == .connection(connection) }
    }
}
