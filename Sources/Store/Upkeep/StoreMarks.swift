package import TicketModel

/// What happened to the store as a whole, and when.
package enum StoreMarks {
    /// The things that are remembered.
    package enum Name: String, Sendable, CaseIterable {
        /// The last upkeep began.
        case upkeep
        /// The store was restored from a backup.
        case restored
        /// The backup that it was restored from was made.
        case restoredFrom = "restored_from"
    }

    /// When something happened last; `nil` where it never did.
    package static func time(_ name: Name, in reader: any SQLReader) throws -> Timestamp? {
        try reader.first("SELECT at FROM store_mark WHERE name = $1", [.text(name.rawValue)]).map { try $0["at"] }
    }

    /// Remembers that something happened.
    package static func set(_ name: Name, at time: Timestamp, in transaction: SQLTransaction) throws {
        try transaction.execute(
            "INSERT INTO store_mark (name, at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET at = excluded.at",
            [.text(name.rawValue), .value(time)]
        )
    }

    /// When an operator last let a paused automation go on; `nil` where nobody did.
    package static func resumed(_ automation: String, in reader: any SQLReader) throws -> Timestamp? {
        try reader.first("SELECT at FROM store_mark WHERE name = $1", [.text(resumption(automation))])
            .map { try $0["at"] }
    }

    /// Remembers that an operator let a paused automation go on.
    package static func noteResumed(
        _ automation: String,
        at time: Timestamp,
        in transaction: SQLTransaction
    ) throws {
        try transaction.execute(
            "INSERT INTO store_mark (name, at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET at = excluded.at",
            [.text(resumption(automation)), .value(time)]
        )
    }

    private static func resumption(_ automation: String) -> String { "resumed:\(automation)" }

    /// Takes the turn to do what is done once in a while; false where somebody has done it since.
    ///
    /// A mark from the future is of a clock that was wrong, and counts for nothing.
    package static func take(
        _ name: Name,
        every span: TimeSpan,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO store_mark (name, at) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET at = excluded.at WHERE store_mark.at <= $3 OR store_mark.at > $2
            """,
            [.text(name.rawValue), .value(now), .value(now - span)]
        ) == 1
    }
}
