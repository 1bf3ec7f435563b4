import Engine
import PluginHost
import Store
import TicketModel

/// Ten thousand schedules of Lua plugins, by the wall clock, as a daemon drives them: how late their runs become available.
struct SlotLateness {
    let database: any SQLDatabase

    private static let plugins = 100
    private static let schedules = 100

    /// Slots that are spread over a minute, and then as many that are due at one moment.
    func measure() async throws -> Figures {
        let begun = WallTime.now()
        let spread = begun + .seconds(20)
        let burst = begun + .seconds(95)
        let automations = try await Self.automations(spread: spread, burst: burst)
        let parts = EngineParts(
            database: database,
            mirror: StoreMirror(
                MirrorWriter(evidence: EffectLedger(), intake: TriggerIntake(automations) { _, _ in nil })
            ),
            desk: TicketDesk(connectors: [], now: WallTime.now),
            owner: "bench",
            now: WallTime.now
        )
        let service = ScheduleService(automations, parts: parts)
        _ = try await service.advance(to: WallTime.now())
        let adopted = WallTime.now() - begun
        guard WallTime.now() < spread else {
            throw BenchFailure(what: "the schedules were adopted only after \(adopted); this machine is too busy")
        }
        let commits = try await drive(service, until: burst + .seconds(10))
        let late = try await lateness(commits)
        let (calm, crowd) = (late.filter { $0.due < burst }, late.filter { $0.due >= burst })
        let count = Self.plugins * Self.schedules
        guard calm.count == count, crowd.count == count else {
            throw BenchFailure(what: "\(calm.count) and \(crowd.count) of \(count) slots became runs")
        }
        let spans = calm.map(\.late).sorted()
        return Figures(values: [
            "p50_milliseconds": spans[spans.count / 2].seconds * 1000,
            "p99_milliseconds": spans[spans.count * 99 / 100].seconds * 1000,
            "burst_seconds": crowd.map(\.late.seconds).max() ?? 0, "adopted_seconds": adopted.seconds,
        ])
    }

    /// Advances whenever the service asks for it; answers when what was decided at a moment was committed.
    private func drive(_ service: ScheduleService, until end: Timestamp) async throws -> [Timestamp: Timestamp] {
        var commits: [Timestamp: Timestamp] = [:]
        while WallTime.now() < end {
            let moment = WallTime.now()
            let report = try await service.advance(to: moment)
            commits[moment] = WallTime.now()
            let pause = min(report.nextDue ?? end, end) - WallTime.now()
            if pause > .zero { try await Task.sleep(for: pause.duration) }
        }
        return commits
    }

    private func lateness(_ commits: [Timestamp: Timestamp]) async throws -> [(due: Timestamp, late: TimeSpan)] {
        try await database.read { reader in
            try reader.query("SELECT due_at, decided_at FROM slot WHERE state = 'started'").compactMap { row in
                let (due, decided): (Timestamp, Timestamp) = (try row["due_at"], try row["decided_at"])
                return commits[decided].map { (due, $0 - due) }
            }
        }
    }

    /// Every schedule has a slot in the minute, with a part of it as its jitter, and those of a second kind one in the burst.
    private static func automations(spread: Timestamp, burst: Timestamp) async throws -> AutomationSet {
        var hosted: [HostedAutomation] = []
        for number in 0..<plugins {
            let schedules = (0..<schedules).map { place in
                """
                { name = "s\(place)", every = "1d", not_before = "\(spread)", jitter = "1m", run = run },
                { name = "b\(place)", every = "1d", not_before = "\(burst)", run = run },
                """
            }
            let text = """
                local function run() end

                return require "usher".automation {
                  name = "bench-slots-\(number)", version = "1.0.0", summary = "Has schedules", needs = { effects = {} },
                  schedules = { \(schedules.joined(separator: "\n")) },
                }
                """
            let automation = try await BenchPlugins.automation("bench-slots-\(number)", text)
            hosted.append(HostedAutomation(automation, mode: .live))
        }
        return AutomationSet(hosted)
    }
}
