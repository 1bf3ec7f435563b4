/// How a PostgreSQL server is used.
package struct PostgresOptions: Sendable {
    /// The most connections at a time, beside the one that listens.
    package var connections: Int
    /// How long to wait for a lock that another transaction holds.
    package var patience: Duration
    /// How often a transaction is run that others break off by deadlock or serialisation failure.
    package var attempts: Int
    /// The waits between tries to reach the server; after the last one the caller gets the failure.
    package var backoff: [Duration]
    /// The clock that the waits go by.
    package var clock: any Clock<Duration>

    /// Options whose defaults suit one node; a server that restarts is waited for about ten seconds.
    package init(
        connections: Int = 8,
        patience: Duration = .seconds(10),
        attempts: Int = 5,
        backoff: [Duration] = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 3.2].map { .seconds($0) },
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.connections = connections
        self.patience = patience
        self.attempts = attempts
        self.backoff = backoff
        self.clock = clock
    }
}
