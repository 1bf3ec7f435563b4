import Engine
import PluginHost
import Store
import TicketModel

/// What works on the store for one command: automations, their connections, and the writer of the mirror.
struct HostEngine: Sendable {
    let connections: ConnectionSet
    let automations: AutomationSet
    let intake: TriggerIntake
    let parts: EngineParts
    let schedules: ScheduleService
    private let notifications: any NotificationSender

    /// Sets up all connections, and every automation that is not off.
    ///
    /// An automation that does not load stops the command: its changes would be lost to it.
    ///
    /// `serving` puts each connector behind something of the caller's.
    static func open(
        _ host: HostAssembly,
        _ database: any SQLDatabase,
        serving: (PluginConnector) -> any TicketConnector = { $0 },
        observe: @escaping AttemptObserver = { _, _ in },
        notifications: (any NotificationSender)? = nil,
        clockPutAhead: @escaping @Sendable () -> Timestamp? = { nil }
    ) async throws(CommandFailure) -> HostEngine {
        let automations = AutomationSet(try await host.hostedAutomations(withOff: false))
        let intake = intake(automations)
        let connections = await host.connections(in: database, serving: serving)
        let owner = ProcessOwner()
        await owner.takeOver(from: database, now: host.now())
        let parts = EngineParts(
            database: database,
            mirror: StoreMirror(MirrorWriter(evidence: EffectLedger(), intake: intake)),
            desk: connections.desk,
            owner: owner.id,
            now: host.now,
            ownAddresses: host.configuration.ownAddresses,
            observe: observe,
            clockPutAhead: clockPutAhead
        )
        return HostEngine(
            connections: connections,
            automations: automations,
            intake: intake,
            parts: parts,
            schedules: ScheduleService(automations, parts: parts),
            notifications: notifications ?? NotifierDesk(host: host)
        )
    }

    /// The sync of a connection.
    func sync(of connector: any TicketConnector) -> ConnectionSync {
        ConnectionSync(
            connector: connector,
            database: parts.database,
            intake: intake,
            evidence: EffectLedger(),
            now: parts.now
        )
    }

    /// Works on slots, runs and deliveries.
    func pass() -> EnginePass {
        EnginePass(worker: worker(), relay: relay(), schedules: schedules)
    }

    /// What works on runs.
    func worker() -> RunWorker { RunWorker(automations, parts: parts) }

    /// What delivers.
    ///
    /// Where no automation is live, the only sender is the one for what operators' commands left in the outbox.
    func relay() -> OutboxRelay {
        OutboxRelay(
            LiveMode(.live) ?? .operatorCommand,
            automations: automations,
            parts: parts,
            notifications: notifications,
            scope: automations.hasLive ? .all : .operators
        )
    }
}

extension HostEngine {
    /// What an operator's command writes through: its connections, and the mirror whose changes start automations.
    ///
    /// An automation that does not load keeps nobody from answering a ticket: then the next sync tells the automations what the
    /// providers answered.
    static func parts(
        _ host: HostAssembly,
        _ database: any SQLDatabase,
        _ connections: ConnectionSet
    ) async -> EngineParts {
        let hosted = try? await host.hostedAutomations(withOff: false)
        let intake = intake(AutomationSet(hosted ?? []))
        let owner = ProcessOwner()
        await owner.takeOver(from: database, now: host.now())
        return EngineParts(
            database: database,
            mirror: StoreMirror(
                MirrorWriter(evidence: EffectLedger(), intake: intake),
                takesReads: hosted != nil
            ),
            desk: connections.desk,
            owner: owner.id,
            now: host.now,
            ownAddresses: host.configuration.ownAddresses
        )
    }

    private static func intake(_ automations: AutomationSet) -> TriggerIntake {
        TriggerIntake(automations) { id, reader in try MirrorReader(reader).messages(of: id) }
    }
}

extension HostAssembly {
    /// The automations that `usher.yaml` lists.
    ///
    /// One that does not load stops the command: its changes and slots would be lost to it.
    func hostedAutomations(withOff: Bool) async throws(CommandFailure) -> [HostedAutomation] {
        let all = configuration.automations.filter { $0.mode != .off || withOff }
        // Side by side, and told of in the order of the file.
        let results = await withTaskGroup(of: (Int, Result<ListedAutomation, CommandFailure>).self) { group in
            for (place, listed) in all.enumerated() {
                group.addTask { (place, await loading(listed.name)) }
            }
            var results: [Int: Result<ListedAutomation, CommandFailure>] = [:]
            for await (place, result) in group { results[place] = result }
            return results
        }
        var hosted: [HostedAutomation] = []
        for (place, listed) in all.enumerated() {
            guard let mode = RunMode(rawValue: listed.mode.rawValue), let loaded = try results[place]?.get() else {
                continue
            }
            hosted.append(
                HostedAutomation(
                    loaded.plugin,
                    mode: mode,
                    connections: listed.connections,
                    replies: loaded.replies
                )
            )
        }
        return hosted
    }

    private func loading(_ name: String) async -> Result<ListedAutomation, CommandFailure> {
        do throws(CommandFailure) {
            return .success(try await automation(named: name))
        } catch {
            return .failure(error)
        }
    }
}

extension ProcessOwner {
    /// Ends what processes left behind that were killed on this machine; the others' leases run out by themselves.
    ///
    /// What was written while the clock was ahead does not wait until it gets there again. A store that cannot be asked
    /// now says so at the next statement.
    fileprivate func takeOver(from database: any SQLDatabase, now: Timestamp) async {
        let owners = try? await database.read { try LeaseTable.owners(in: $0) }
        for owner in owners ?? [] where isGone(owner) {
            _ = try? await database.write { try LeaseTable.abandon(owner, now: now, in: $0) }
        }
        if (try? await database.read { try FutureRows.exist(now: now, in: $0) }) == true {
            try? await database.write { try FutureRows.pullBack(now: now, in: $0) }
        }
    }
}
