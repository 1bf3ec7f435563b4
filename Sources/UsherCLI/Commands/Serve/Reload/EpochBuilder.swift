import Engine
import Logging
import PluginHost
import ServiceLifecycle
import Store
import Synchronization
import TicketModel

/// Builds the loops of a configuration beside those that run.
struct EpochBuilder: Sendable {
    let database: any SQLDatabase
    let surroundings: LoopSurroundings
    let clock: ClockWatch
    let log: DaemonLog
    let logger: Logger

    /// Sets everything up, and begins nothing; `reconfigure` is called when `usher.yaml` has changed.
    func build(
        _ host: HostAssembly,
        reconfigure: @escaping @Sendable (HostAssembly) async -> Void
    ) async throws -> (Epoch, EpochParts) {
        let live = LiveHost(try await withActiveBundles(host))
        let served = ServedConnections()
        let probation = Probation()
        let engine = try await HostEngine.open(
            live.current,
            database,
            serving: { [now = host.now] in served.add($0, now: now) },
            observe: { probation.note($0.automation.name, generation: $0.generation, $1) },
            notifications: LiveNotifiers(live: live),
            clockPutAhead: { [clock] in clock.aheadAt }
        )
        for failure in engine.connections.failures.values { tell(failure) }
        let duties = duties(engine, served, host)
        let schedules = Schedules(engine)
        let reloader = Reloader(
            Reloader.Surroundings(
                live: live,
                database: database,
                engine: engine,
                served: served,
                probation: probation,
                logger: logger,
                clock: ContinuousClock(),
                onAutomations: { [bell = surroundings.bell] in
                    schedules.renew(engine)
                    // Their schedules may be due before anything else wakes the loop.
                    bell.ring()
                }
            )
        )
        try await reloader.endAbandonedMigrations()
        try await reloader.begin(with: live.current.usedBundles)
        let watch = watch(reloader, live, reconfigure)
        let upkeep = upkeep(engine, duties, host)
        let services = loops(engine, duties, schedules) + [upkeep, reloading(reloader, watch, probation)]
        return (
            Epoch(services: services),
            EpochParts(
                live: live,
                engine: engine,
                served: served,
                duties: duties,
                hangUp: { watch.hangUp() }
            )
        )
    }

    /// What is active is a row: the folders only offer.
    private func withActiveBundles(_ host: HostAssembly) async throws -> HostAssembly {
        var host = host
        let used = Set(host.usedPlugins.map { "\($0.kind.rawValue)/\($0.name)" })
        let records = try await database.read { reader in
            try BundleTable.active(in: reader).filter { used.contains("\($0.kind)/\($0.name)") }.compactMap {
                try BundleTable.bundle($0.kind, $0.name, hash: $0.hash, in: reader)
            }
        }
        for bundle in records.compactMap(\.bundle) { host.shelf = host.shelf.holding(bundle) }
        return host
    }

    private func watch(
        _ reloader: Reloader,
        _ live: LiveHost,
        _ reconfigure: @escaping @Sendable (HostAssembly) async -> Void
    ) -> ReloadWatch {
        let host = live.current
        let files = host.configuration.secretFiles.union([
            FilePath.resolve(host.configuration.file, in: FileTree.here)
        ])
        return ReloadWatch(
            reloader,
            folders: FolderWatch(folders: host.shelf.folders.all, files: Array(files)),
            database: database,
            configuration: files,
            now: host.now,
            reconfigure: { await reconfigure(live.current) }
        )
    }

    private func reloading(_ reloader: Reloader, _ watch: ReloadWatch, _ probation: Probation) -> any Service {
        let hasBegun = Readiness()
        return EngineLoop(
            "reload",
            channels: [BundleTable.channel],
            in: surroundings,
            turn: { room in
                if !hasBegun.isSet {
                    hasBegun.set()
                    probation.whenFailed { room.alarm.ring() }
                    watch.begin { room.alarm.ring() }
                    try await reloader.look(by: "usher", onlyNew: true)
                }
                return try await watch.turn()
            },
            atEnd: { watch.end() }
        )
    }

    private func duties(
        _ engine: HostEngine,
        _ served: ServedConnections,
        _ host: HostAssembly
    ) -> [ConnectionDuty] {
        engine.connections.connectors.map { connector in
            let poll = host.configuration.connections.first { $0.name == connector.connection }?.poll
            return ConnectionDuty(
                engine.sync(of: connector),
                poll: poll ?? .usualPoll,
                webhooks: served[connector.connection],
                backlog: host.configuration.backlog,
                parts: engine.parts,
                logger: logger
            )
        }
    }

    /// First to last: when it ends, the readings end first, then the runs, then the relays.
    private func loops(_ engine: HostEngine, _ duties: [ConnectionDuty], _ schedules: Schedules) -> [any Service] {
        let loops = EngineLoops(in: surroundings, parts: engine.parts)
        let relay = engine.relay()
        var services: [any Service] = duties.map { loops.delivering(relay, to: $0) }
        services.append(loops.delivering(relay, beside: Set(duties.map(\.connection))))
        services.append(loops.working(engine.worker()))
        services.append(
            loops.repeating("schedules", channels: [SlotChannel.name]) {
                try await schedules.service.advance(to: $0).nextDue
            }
        )
        return services + duties.map { loops.reading($0) }
    }

    /// What nobody waits for: words that are looked for, what is too old, and who is to know of trouble.
    private func upkeep(_ engine: HostEngine, _ duties: [ConnectionDuty], _ host: HostAssembly) -> any Service {
        let (database, logger) = (database, logger)
        return EngineLoops(in: surroundings, parts: engine.parts).every(.minutes(1), "upkeep") { now in
            try await database.write { _ = try WebhookTable.prune(before: now - .days(7), in: $0) }
            if let any = engine.connections.connectors.first { try await engine.sync(of: any).writeTerms() }
            var failures: [String: TicketFailure?] = [:]
            for duty in duties where duty.tally.isHeld && duty.tally.passes > 0 {
                failures[duty.connection] = .some(duty.tally.failure)
            }
            for note in await host.tidy(database, after: failures) { logger.warning("\(note)") }
        }
    }

    private func tell(_ failure: CommandFailure) {
        for message in failure.messages {
            logger.error("\(message)", metadata: failure.connection.map { ["connection": "\($0)"] })
        }
    }
}

/// The schedules of the automations as they are: a reload makes them anew.
private final class Schedules: Sendable {
    private let state: Mutex<ScheduleService>

    init(_ engine: HostEngine) {
        state = Mutex(ScheduleService(engine.automations, parts: engine.parts))
    }

    var service: ScheduleService { state.withLock(\.self) }

    func renew(_ engine: HostEngine) {
        state.withLock { $0 = ScheduleService(engine.automations, parts: engine.parts) }
    }
}
