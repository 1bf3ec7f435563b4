package import TicketModel

/// An entry of the outbox: one effect of one run, with one outcome.
package struct EffectRecord: Sendable, Equatable {
    /// What the effect does to its ticket.
    package enum Class: String, Sendable, CaseIterable {
        /// It adds something, and is never sent twice.
        case appending
        /// It sets a value, and may be sent again while the old one stands.
        case setting
    }

    package var id: Int64
    /// The idempotency key; it stays for ever.
    package var key: String
    package var run: Int64
    /// Its place among the effects of its run, from 0.
    package var position: Int
    package var automation: String
    package var handler: String
    package var ticket: TicketID?
    /// The connection that it leaves through, where a provider sees it.
    package var connection: String?
    package var kind: Effect.Kind
    package var `class`: Class
    /// Which of its run's effects of the same ticket and kind it is, from 0.
    package var ordinal: Int
    /// What is asked for, without loss.
    package var action: JSONValue
    /// What the handler saw of the ticket when it asked.
    package var seen: JSONValue
    package var depth: Int
    package var lane: Lane
    package var state: EffectState
    package var createdAt: Timestamp
    /// It does not leave after this.
    package var expiresAt: Timestamp?
    /// It is not looked at before this.
    package var notBefore: Timestamp
    /// How often it was about to be sent.
    package var attempts: Int
    package var fence: Int64
    package var leaseUntil: Timestamp?
    /// When the request of the last attempt was about to leave.
    package var sentAt: Timestamp?
    /// When it was taken for unknown: nobody could have sent it after that.
    package var lostAt: Timestamp?
    package var settledAt: Timestamp?
    /// How many readings in a row, after the settle time, did not show it.
    package var cleanReads: Int
    /// The provider's id of the message or ticket that was made.
    package var providerID: String?
    package var why: String?
    package var error: JSONValue?
}

/// An effect that is to be put into the outbox.
package struct NewEffect: Sendable, Equatable {
    package var key: String
    package var run: Int64
    package var position: Int
    package var automation: String
    package var handler: String
    package var ticket: TicketID?
    package var connection: String?
    package var kind: Effect.Kind
    package var `class`: EffectRecord.Class
    package var ordinal: Int
    package var action: JSONValue
    package var seen: JSONValue
    package var depth: Int
    package var lane: Lane
    /// `pending`, or `recorded` in shadow; `unknown` where it may have left already.
    package var state: EffectState
    package var createdAt: Timestamp
    /// Since when it may have left, for one that is unknown.
    package var sentAt: Timestamp?
    package var expiresAt: Timestamp?

    package init(
        key: String,
        run: Int64,
        position: Int,
        automation: String,
        handler: String,
        ticket: TicketID?,
        connection: String?,
        kind: Effect.Kind,
        class: EffectRecord.Class,
        ordinal: Int,
        action: JSONValue,
        seen: JSONValue = [:],
        depth: Int = 1,
        lane: Lane = .changes,
        state: EffectState = .pending,
        createdAt: Timestamp,
        sentAt: Timestamp? = nil,
        expiresAt: Timestamp? = nil
    ) {
        self.key = key
        self.run = run
        self.position = position
        self.automation = automation
        self.handler = handler
        self.ticket = ticket
        self.connection = connection
        self.kind = kind
        self.class = `class`
        self.ordinal = ordinal
        self.action = action
        self.seen = seen
        self.depth = depth
        self.lane = lane
        self.state = state
        self.createdAt = createdAt
        self.sentAt = sentAt
        self.expiresAt = expiresAt
    }
}

extension EffectRecord {
    static let columns: SQL = """
        id, key, run, position, automation, handler, connection, ticket, kind, class, ordinal, action, seen, depth, lane, state,
        created_at, expires_at, not_before, attempts, fence, lease_until, sent_at, lost_at, settled_at, clean_reads, provider_id,
        why, error
        """

    init(_ row: SQLRow) throws {
        self.init(
            id: try row["id"],
            key: try row["key"],
            run: try row["run"],
            position: try row["position"],
            automation: try row["automation"],
            handler: try row["handler"],
            ticket: try row.ticketID(),
            connection: try row["connection"],
            kind: try row.word("kind"),
            class: try row.word("class"),
            ordinal: try row["ordinal"],
            action: try row.json("action") ?? .null,
            seen: try row.json("seen") ?? .null,
            depth: try row["depth"],
            lane: Lane(rawValue: try row["lane"]) ?? .changes,
            state: try row.word("state"),
            createdAt: try row["created_at"],
            expiresAt: try row["expires_at"],
            notBefore: try row["not_before"],
            attempts: try row["attempts"],
            fence: try row["fence"],
            leaseUntil: try row["lease_until"],
            sentAt: try row["sent_at"],
            lostAt: try row["lost_at"],
            settledAt: try row["settled_at"],
            cleanReads: try row["clean_reads"],
            providerID: try row["provider_id"],
            why: try row["why"],
            error: try row.json("error")
        )
    }
}
