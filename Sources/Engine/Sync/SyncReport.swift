package import TicketModel

/// What one pass over a connection did.
package struct SyncReport: Sendable, Equatable {
    /// What was read.
    package enum Scope: String, Sendable, Hashable {
        /// Everything, for the first time or after the cursor was lost: nothing that differs is news.
        case baseline
        /// Everything.
        case whole
        /// What was updated since the pass before.
        case updates
    }

    package var connection: String
    package var scope: Scope
    package var pages = 0
    /// How many tickets the listing showed.
    package var tickets = 0
    /// How many changes were written, but for baseline ones.
    package var changes = 0
    /// How many of them are echoes of our own effects.
    package var echoes = 0
    /// How many tickets were found to be deleted.
    package var deleted = 0
    /// How many changes a whole listing found that the passes before should have.
    package var drift = 0
    /// When the pass began: after a clean end the mirror is at least this new.
    package var begunAt: Timestamp
    /// What is worth knowing, one sentence each.
    package var notes: [String] = []
    /// Why the pass broke off; what was read until then stands.
    package var failure: TicketFailure?

    /// The pass as the command line prints it.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "connection": .string(connection), "scope": .string(scope.rawValue), "pages": .integer(Int64(pages)),
            "tickets": .integer(Int64(tickets)), "changes": .integer(Int64(changes)),
            "echoes": .integer(Int64(echoes)), "deleted": .integer(Int64(deleted)),
            "drift": .integer(Int64(drift)), "begun_at": begunAt.json,
        ]
        if !notes.isEmpty { members["notes"] = .array(notes.map(JSONValue.string)) }
        return .object(members)
    }
}
