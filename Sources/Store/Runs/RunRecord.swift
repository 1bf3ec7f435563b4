package import TicketModel

/// One execution of a handler, from before it happens until long after.
package struct RunRecord: Sendable, Equatable {
    /// What made it.
    package enum Cause: String, Sendable, CaseIterable {
        /// A change of the change log.
        case change
        /// `ctx:later` of an earlier run.
        case later
        /// An operator's command line.
        case command
        /// A slot of a schedule.
        case schedule
    }

    package var id: Int64
    /// What is the same whenever the same cause is met again.
    package var key: String
    package var automation: String
    /// The plugin's version at the last attempt; before the first, the one that the run was made under.
    package var version: String
    /// `triggers[1]`, `later.answer`.
    package var handler: String
    /// `shadow` or `live`.
    package var mode: String
    package var cause: Cause
    package var change: Int64?
    /// The slot whose run it is.
    package var slot: Int64?
    package var ticket: TicketID?
    /// What the handler is called with, beyond the ticket.
    package var payload: JSONValue
    /// How many of our own effects stand between it and what somebody else did.
    package var depth: Int
    package var lane: Lane
    package var state: RunState
    package var dueAt: Timestamp
    /// How many attempts were begun.
    package var attempts: Int
    /// The number of the lease that holds it; whoever has an older one may not write.
    package var fence: Int64
    package var createdAt: Timestamp
    package var startedAt: Timestamp?
    package var endedAt: Timestamp?
    /// What came of it, in a word: `acted`, `nothing`, `spread` (over tickets), `passed_over`, `replaced`, `failed`.
    package var verdict: String?
    /// Why nothing was done, as a clause.
    package var why: String?
    /// Why the last attempt failed.
    package var error: JSONValue?
    /// What the last attempt logged.
    package var log: JSONValue?
    /// Set by a restore: since then the run may have acted without our knowing.
    package var doubtfulSince: Timestamp?
}

/// What goes first where several wait: a person who waits for an answer before a sweep.
package enum Lane: Int, Sendable, Hashable, CaseIterable, Comparable {
    case replies = 0
    case changes = 1
    case sweeps = 2

    package static func < (one: Lane, other: Lane) -> Bool { one.rawValue < other.rawValue }
}

/// A run that is to be made.
package struct NewRun: Sendable, Equatable {
    package var key: String
    package var automation: String
    package var version: String
    package var handler: String
    package var mode: String
    package var cause: RunRecord.Cause
    package var change: Int64?
    package var slot: Int64?
    package var ticket: TicketID?
    package var payload: JSONValue
    package var depth: Int
    package var lane: Lane
    package var dueAt: Timestamp
    package var createdAt: Timestamp
    /// Since when the same run may have acted in a store that was given up for a backup.
    package var doubtfulSince: Timestamp?

    package init(
        key: String,
        automation: String,
        version: String,
        handler: String,
        mode: String,
        cause: RunRecord.Cause,
        change: Int64? = nil,
        slot: Int64? = nil,
        ticket: TicketID? = nil,
        payload: JSONValue = .null,
        depth: Int = 0,
        lane: Lane = .changes,
        dueAt: Timestamp,
        createdAt: Timestamp,
        doubtfulSince: Timestamp? = nil
    ) {
        self.key = key
        self.automation = automation
        self.version = version
        self.handler = handler
        self.mode = mode
        self.cause = cause
        self.change = change
        self.slot = slot
        self.ticket = ticket
        self.payload = payload
        self.depth = depth
        self.lane = lane
        self.dueAt = dueAt
        self.createdAt = createdAt
        self.doubtfulSince = doubtfulSince
    }
}
