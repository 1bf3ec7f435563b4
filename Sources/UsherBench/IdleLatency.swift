import Engine
import PluginHost
import Store
import Synchronization
import TicketModel

/// From the moment a change is handed to the store to the first line of its Lua handler, while nothing else is to be done.
struct IdleLatency {
    let database: any SQLDatabase

    func measure(_ count: Int) async throws -> Figures {
        let automation = TimedAutomation(try await BenchPlugins.answering())
        let world = BenchWorld(database: database, automation: automation)
        let wakes = await database.wakes(on: RunTable.channel)
        let working = Task {
            for await _ in wakes { _ = try await world.worker.drain() }
        }
        defer { working.cancel() }
        var times: [Double] = []
        for number in 0..<(count + 20) {
            automation.clear()
            let start = ContinuousClock.now
            try await world.fill(from: number, to: number + 1)
            while automation.start == nil { try await Task.sleep(for: .microseconds(200)) }
            let begun = automation.start ?? start
            // The first ones load the Lua states and prepare the statements.
            if number >= 20 { times.append((begun - start) / .milliseconds(1)) }
            try await Task.sleep(for: .milliseconds(3))
        }
        times.sort()
        return Figures(values: [
            "p50_milliseconds": times[times.count / 2], "p99_milliseconds": times[times.count * 99 / 100],
        ])
    }
}

/// Notes when the handler's Lua asks for the time, which it does in its first line.
final class TimedAutomation: Automation {
    private let inner: PluginAutomation
    private let asked = Mutex<ContinuousClock.Instant?>(nil)

    init(_ inner: PluginAutomation) {
        self.inner = inner
    }

    var name: String { inner.name }
    var version: String { inner.version }
    var manifest: AutomationManifest { inner.manifest }
    var start: ContinuousClock.Instant? { asked.withLock { $0 } }

    func clear() {
        asked.withLock { $0 = nil }
    }

    func run(
        _ handler: AutomationHandler,
        in world: AutomationWorld
    ) async throws(PluginFailure) -> HandlerOutcome {
        var world = world
        let now = world.now
        world.now = { [self] in
            asked.withLock { $0 = $0 ?? .now }
            return now()
        }
        return try await inner.run(handler, in: world)
    }

    func accepts(
        _ change: TicketChange,
        trigger: Int,
        in world: AutomationWorld
    ) async throws(PluginFailure) -> Bool {
        try await inner.accepts(change, trigger: trigger, in: world)
    }

    func filter(
        ofSchedule schedule: Int,
        in world: AutomationWorld
    ) async throws(PluginFailure) -> TicketFilter {
        try await inner.filter(ofSchedule: schedule, in: world)
    }
}
