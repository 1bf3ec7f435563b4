import AdminServer
import CoreMetrics
import Engine
import Foundation
import Logging
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
    let log: DaemonLog
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
            longestSleep: .seconds(15)
        )
        let present = PresentEpoch()
        let awake = ContinuousClock.now
        let clock = ClockWatch(now: host.now, uptime: { ContinuousClock.now - awake })
        let builder = EpochBuilder(
            database: database,
            surroundings: surroundings,
            clock: clock,
            log: log,
            logger: logger
        )
        let exchange = EpochExchange(builder, present: present)
        let epochs = try await exchange.begin(host, grace: Self.grace, quiet: quiet)
        let readiness = Readiness()
        let webhooks = WebhookDesk(routes: { present.route($0) }, keep: keep(), now: host.now, logger: logger)
        let figures = DaemonFigures(
            database: database,
            vitals: surroundings.vitals,
            present: present,
            webhooks: webhooks,
            now: host.now
        )
        let metrics = MetricsStore()
        MetricsSystem.bootstrap(metrics)
        let desk = FrontDesk(
            health: health(surroundings, readiness),
            webhooks: webhooks,
            metrics: MetricsDesk(metrics) { await figures.samples() }
        )
        let watchdog = Watchdog(
            in: surroundings,
            every: notice.watchdog.map { min($0 / 3, .seconds(5)) } ?? .seconds(5)
        ) { alive in
            if alive { notice.say("WATCHDOG=1") }
        }
        let (logger, address) = (logger, address)
        let door = FrontDoor(host: address.host, port: Int(address.port), desk: desk, logger: logger) { port in
            readiness.set()
            let counts = present.counts
            logger.notice(
                "Usher serves.",
                metadata: [
                    "listen": "\(address.host):\(port)", "connections": "\(counts.connections)",
                    "automations": "\(counts.automations)", "pid": "\(getpid())",
                ]
            )
            notice.say("READY=1\nSTATUS=\(counts.connections) connections, \(counts.automations) automations")
        }
        let hangUps = HangUps { present.parts?.hangUp() }
        defer { hangUps.end() }
        try await serve([epochs, exchange.clockLoop, watchdog, door], notice)
    }

    /// What the libraries have to say is none of the operator's concern.
    private var quiet: Logger {
        var quiet = logger
        quiet.logLevel = .critical
        return quiet
    }

    private func serve(_ services: [any Service], _ notice: ServiceManagerNotice) async throws {
        var configuration = ServiceGroupConfiguration(services: services, logger: quiet)
        configuration.maximumGracefulShutdownDuration = Self.grace + .seconds(5)
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
