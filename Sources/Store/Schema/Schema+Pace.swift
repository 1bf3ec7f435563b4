extension Migration {
    /// Indexes for workers that claim many runs at a time.
    static let pace = Migration(
        "0008-pace",
        [
            // An automation with many waiting runs does not hide the others', and what is running is not looked through.
            "DROP INDEX run_open",
            "CREATE INDEX run_waiting ON run (automation, lane, due_at, id) WHERE state IN ('available', 'retrying')",
            "CREATE INDEX run_leased ON run (lease_until) WHERE state = 'running'",
        ]
    )
}
