extension StoreFailure {
    /// A row that holds what was never written there.
    static func unreadable(_ what: String, _ name: String) -> StoreFailure {
        StoreFailure(
            .corrupt,
            "The stored \(what) \(name) cannot be read: its row does not hold what was written there; "
                + "restore the database from a backup, or let sync read the \(what) again in a new one"
        )
    }
}
