import AdminServer
import Engine
import Foundation
import Logging
import OutboundHTTP
import PluginHost
import ServiceLifecycle
import Store
import Synchronization
import TicketModel

/// The daemon: loops over one store, and the door that they are watched and woken through.
struct Daemon: Sendable {
    let host: HostAssembly
    let database: any SQLDatabase
    let address: ListenAddress
    let logger: Logger
    let stop: StopRequest

    /// How long what is under way has until it is handed back.
    private static let grace = Duration.seconds(20)

    /// Works until it is told to stop.
    func run() async throws {
        let notice = ServiceManagerNotice()
        let surroundings = LoopSurroundings(
            database: database,
            vitals: LoopVitals(uptime: Uptime.now),
            logger: logger,
            now: host.now,
            longestSleep: database.dialect == .sqlite ? .seconds(1) : .seconds(15)
        )
        let served = ServedConnections()
        let engine = try await HostEngine.open(host, database) { [now = host.now] in served.add($0, now: now) }
        for failure in engine.connections.failures.values { tell(failure) }
        let duties = duties(engine, served)
        let readiness = Readiness()
        let desk = FrontDesk(
            health: health(surroundings, readiness),
            webhooks: WebhookDesk(routes: routes(served), keep: keep(), now: host.now, logger: logger)
        )
        var services = loops(engine, duties, surroundings)
        services.append(
            Watchdog(in: surroundings, every: notice.watchdog.map { min($0 / 3, .seconds(5)) } ?? .seconds(5)) {
                alive in
                if alive { notice.say("WATCHDOG=1") }
            }
        )
        services.append(
            FrontDoor(host: address.host, port: Int(address.port), desk: desk, logger: logger) {
                [logger, address] port in
                readiness.set()
                logger.notice(
                    "Usher serves.",
                    metadata: [
                        "listen": "\(address.host):\(port)", "connections": "\(duties.count)",
                        "automations": "\(engine.automations.count)", "pid": "\(getpid())",
                    ]
                )
                notice.say("READY=1\nSTATUS=\(duties.count) connections, \(engine.automations.count) automations")
            }
        )
        try await serve(services, notice)
    }

    private func serve(_ services: [any Service], _ notice: ServiceManagerNotice) async throws {
        var quiet = logger
        quiet.logLevel = .critical
        var configuration = ServiceGroupConfiguration(services: services, logger: quiet)
        configuration.maximumGracefulShutdownDuration = Self.grace
        let group = ServiceGroup(configuration: configuration)
        stop.whenAsked { [logger] in
            logger.notice("Usher stops: what is under way is finished or handed back.")
            notice.say("STOPPING=1")
            Task { await group.triggerGracefulShutdown() }
        }
        do {
            try await group.run()
        } catch {
            guard stop.isAsked else { throw error }
            // What was under way took longer than it may, and was handed back.
            logger.warning("What was under way had to be broken off.", metadata: ["error": "\(error)"])
        }
        logger.notice("Usher has stopped.")
    }

    private func duties(_ engine: HostEngine, _ served: ServedConnections) -> [ConnectionDuty] {
        engine.connections.connectors.map { connector in
            let poll = host.configuration.connections.first { $0.name == connector.connection }?.poll
            return ConnectionDuty(
                engine.sync(of: connector),
                poll: poll ?? .usualPoll,
                webhooks: served[connector.connection],
                parts: engine.parts,
                logger: logger
            )
        }
    }

    /// First to last: when it ends, the readings end first, then the runs, then the relays.
    private func loops(
        _ engine: HostEngine,
        _ duties: [ConnectionDuty],
        _ surroundings: LoopSurroundings
    ) -> [any Service] {
        let loops = EngineLoops(in: surroundings, parts: engine.parts)
        let relay = engine.relay()
        var services: [any Service] = duties.map { loops.delivering(relay, to: $0) }
        services.append(loops.delivering(relay, beside: Set(duties.map(\.connection))))
        services.append(loops.working(engine.worker()))
        let schedules = engine.schedules
        services.append(
            loops.repeating("schedules", channels: [SlotChannel.name]) { try await schedules.advance(to: $0).nextDue }
        )
        let database = database
        services.append(
            loops.every(.hours(1), "upkeep") { now in
                try await database.write { _ = try WebhookTable.prune(before: now - .days(7), in: $0) }
            }
        )
        return services + duties.map { loops.reading($0) }
    }

    /// Where each connection's webhooks arrive; one that could not be set up takes none.
    private func routes(_ served: ServedConnections) -> @Sendable (String) -> WebhookRoute? {
        let secrets = Dictionary(
            host.configuration.connections.map { ($0.name, $0.hookSecret?.unsafeRevealed()) }
        ) { first, _ in first }
        return { connection in
            guard let reader = served[connection] else { return nil }
            return WebhookRoute(rule: reader.webhookRule, pathSecret: secrets[connection] ?? nil)
        }
    }

    private func keep() -> @Sendable (ArrivedWebhook) async throws -> Bool {
        let database = database
        return { arrived in
            let webhook = NewWebhook(
                connection: arrived.connection,
                delivery: arrived.delivery,
                isTold: arrived.isTold,
                receivedAt: arrived.receivedAt,
                headers: arrived.headers,
                body: arrived.body
            )
            return try await database.write { try WebhookTable.insert(webhook, in: $0) }
        }
    }

    private func health(
        _ surroundings: LoopSurroundings,
        _ readiness: Readiness
    ) -> @Sendable () async -> HealthReport {
        let (database, now) = (database, host.now)
        return {
            let time = now()
            let figures = try? await database.read { try QueueFigures(now: time, in: $0) }
            return HealthReport(
                isReady: readiness.isSet,
                stuck: surroundings.vitals.stuck.map(\.name),
                oldestDueAge: figures?.oldestDueAge(now: time)
            )
        }
    }

    private func tell(_ failure: CommandFailure) {
        for message in failure.messages {
            logger.error("\(message)", metadata: failure.connection.map { ["connection": "\($0)"] })
        }
    }
}

/// Whether everything has begun.
final class Readiness: Sendable {
    private let state = Mutex(false)

    var isSet: Bool { state.withLock(\.self) }

    func set() { state.withLock { $0 = true } }
}

/// How long the process has been awake.
enum Uptime {
    private static let start = SuspendingClock.now

    @Sendable static func now() -> Duration { start.duration(to: .now) }
}
