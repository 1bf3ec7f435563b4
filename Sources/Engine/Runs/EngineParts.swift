import PluginHost
package import Store
package import TicketModel

/// How an attempt came out, as far as it tells of the plugin's code.
package enum AttemptVerdict: Sendable, Hashable {
    /// The handler ended.
    case ended
    /// The plugin is to blame, and how it failed.
    case pluginError(String)
    /// Something else is, such as a provider.
    case otherFailure
}

/// Hears how the attempts at an automation's runs came out.
package typealias AttemptObserver = @Sendable (HostedAutomation, AttemptVerdict) -> Void

/// What the worker and the relay of a process work with.
package final class EngineParts: Sendable {
    package let database: any SQLDatabase
    let mirror: any TicketMirror
    let desk: TicketDesk
    /// This process, by an id that no other one has or had.
    let owner: String
    /// The wall clock.
    package let now: @Sendable () -> Timestamp
    /// What heartbeats wait by.
    let clock: any Clock<Duration>
    /// The addresses that we write from, in lower case: what comes from them is answered by no automation.
    let ownAddresses: Set<String>
    /// Hears how attempts came out.
    let observe: AttemptObserver
    /// When the wall clock was last put ahead, where somebody watches it.
    let clockPutAhead: @Sendable () -> Timestamp?

    package init(
        database: any SQLDatabase,
        mirror: any TicketMirror,
        desk: TicketDesk,
        owner: String,
        now: @escaping @Sendable () -> Timestamp,
        clock: any Clock<Duration> = ContinuousClock(),
        ownAddresses: Set<String> = [],
        observe: @escaping AttemptObserver = { _, _ in },
        clockPutAhead: @escaping @Sendable () -> Timestamp? = { nil }
    ) {
        self.database = database
        self.mirror = mirror
        self.desk = desk
        self.owner = owner
        self.now = now
        self.clock = clock
        self.ownAddresses = ownAddresses
        self.observe = observe
        self.clockPutAhead = clockPutAhead
    }

    /// A lease of so long, from now.
    func lease(_ length: TimeSpan) -> LeaseTerm { LeaseTerm(owner: owner, until: now() + length) }

    /// Does the work, and the heartbeat again and again beside it until the work is done.
    ///
    /// A heartbeat that fails is tried again at the next beat: the lease is three of them long.
    func beating<Value: Sendable>(
        every length: TimeSpan,
        _ heartbeat: @escaping @Sendable (SQLTransaction) throws -> Void,
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let database = database
        let clock = clock
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                while true {
                    try await clock.sleep(for: length.duration)
                    _ = try? await database.write(heartbeat)
                }
            }
            group.addTask { try await work() }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }
}
