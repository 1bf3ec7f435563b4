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
    private let notifications: NotifierDesk

    /// Sets up all connections, and every automation that is not off.
    ///
    /// An automation that does not load stops the command: its changes would be lost to it.
    static func open(_ host: HostAssembly, _ database: any SQLDatabase) async throws(CommandFailure) -> HostEngine {
        let automations = AutomationSet(try await host.hostedAutomations(withOff: false))
        let intake = TriggerIntake(automations) { id, reader in try MirrorReader(reader).messages(of: id) }
        let connections = await host.connections()
        let owner = ProcessOwner()
        await owner.takeOver(from: database, now: host.now())
        let parts = EngineParts(
            database: database,
            mirror: StoreMirror(MirrorWriter(evidence: EffectLedger(), intake: intake)),
            desk: connections.desk,
            owner: owner.id,
            now: host.now
        )
        return HostEngine(
            connections: connections,
            automations: automations,
            intake: intake,
            parts: parts,
            schedules: ScheduleService(automations, parts: parts),
            notifications: NotifierDesk(host: host)
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

    /// Works on slots, runs and deliveries; a sender exists only where an automation is live.
    func pass() -> EnginePass {
        let live = automations.hasLive ? LiveMode(.live) : nil
        return EnginePass(
            worker: RunWorker(automations, parts: parts),
            relay: live.map { OutboxRelay($0, automations: automations, parts: parts, notifications: notifications) },
            schedules: schedules
        )
    }
}

extension ProcessOwner {
    /// Ends what processes left behind that were killed on this machine; the others' leases run out by themselves.
    ///
    /// A store that cannot be asked now says so at the next statement.
    fileprivate func takeOver(from database: any SQLDatabase, now: Timestamp) async {
        let owners = try? await database.read { try LeaseTable.owners(in: $0) }
        for owner in owners ?? [] where isGone(owner) {
            _ = try? await database.write { try LeaseTable.abandon(owner, now: now, in: $0) }
        }
    }
}
