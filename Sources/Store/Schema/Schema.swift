/// Every table of the store, as the migrations that make them.
package enum Schema {
    /// Oldest first; only ever appended to.
    package static let migrations: [Migration] = [
        .mirror, .runs, .overlay, .replies, .schedules, .webhooks, .upkeep, .pace, .search, .bundles,
        .waiting, .news,
    ]

    /// Brings a database's tables to what this program knows.
    package static var migrator: Migrator { Migrator(migrations) }
}
