package import TicketModel

/// A ticket as the mirror holds it.
package struct MirrorRow: Sendable, Equatable {
    /// As it was last told; deleted too where that was concluded.
    package var ticket: Ticket
    /// What the last listing told.
    package var listed: ToldFields = []
    /// What the last read of this one ticket told.
    package var single: ToldFields = []
    /// Of what the last listing told; nil where something else was read since.
    package var listedHash: Int64?
    /// Whether the messages have been read.
    package var threadRead = false
    /// Since when the requester waits, as far as the messages tell.
    package var waitingSince: Timestamp?
    /// Whether it was deleted by our conclusion, and not by what the provider tells of it.
    package var gone = false
    /// The first listing in a row that ended cleanly without it.
    package var missingIn: Int64?
    /// Grows by one with each change.
    package var revision: Int64 = 0
    /// When the last read or write that was applied began.
    package var readAt: Timestamp
    package var firstSeenAt: Timestamp
    /// From when on messages are news where the thread is not read: since the ticket was met, or its thread forgotten.
    package var newsSince: Timestamp
    /// Whether its terms are written: its words, tags and people.
    package var worded = false

    /// How far a provider's clock may be behind ours.
    package static let slowness = TimeSpan.minutes(5)

    /// A ticket that was never seen before.
    package init(ticket: Ticket, readAt: Timestamp, firstSeenAt: Timestamp) {
        self.ticket = ticket
        self.readAt = readAt
        self.firstSeenAt = firstSeenAt
        newsSince = readAt
    }
}

extension MirrorRow {
    static let columns: SQL = """
        ticket.connection, ticket.id, document, raw, waiting_since, listed, single, listed_hash, thread_read, gone, missing_in,
        revision, read_at, first_seen_at, news_since, worded
        """

    init(_ row: SQLRow) throws {
        let id = TicketID(connection: try row["connection"], id: try row["id"])
        let raw: String? = try row["raw"]
        let document: String = try row["document"]
        guard let ticket = Ticket(id: id, document: document, raw: Self.raw(raw)) else {
            throw StoreFailure.unreadable("ticket", id.description)
        }
        self.init(ticket: ticket, readAt: try row["read_at"], firstSeenAt: try row["first_seen_at"])
        newsSince = try row["news_since"]
        waitingSince = try row["waiting_since"]
        listed = ToldFields(rawValue: try row["listed"])
        single = ToldFields(rawValue: try row["single"])
        listedHash = try row["listed_hash"]
        threadRead = try row["thread_read"]
        gone = try row["gone"]
        missingIn = try row["missing_in"]
        revision = try row["revision"]
        worded = try row["worded"]
    }

    private static func raw(_ text: String?) -> Presence<JSONText> {
        guard let text else { return .absent }
        return text == "null" ? .null : .value(JSONText(written: text))
    }
}

/// What of a row tells whether a listing's ticket is news.
package struct MirrorMark: Sendable, Equatable {
    package var listedHash: Int64?
    package var threadRead: Bool
    package var gone: Bool
    package var missingIn: Int64?
    package var readAt: Timestamp
}
