extension Migration {
    /// Tickets whose requesters wait, in the order of a listing.
    static let waiting = Migration(
        "0011-waiting",
        [
            "DROP INDEX ticket_by_waiting",
            // What filters ask for most stands in it, so that a ticket is read only when all that holds of it.
            """
            CREATE INDEX ticket_waiting ON ticket (gone, sorted_at DESC, connection, id, waiting_since, status, channel, priority)
            WHERE waiting_since IS NOT NULL
            """,
        ]
    )
}
