import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

/// What `ctx:later` asked for in a run that a restored backup leaves in doubt.
struct LaterDoubtTests {
    private static func automation(after span: TimeSpan) -> MemoryAutomation {
        var automation = MemoryAutomation([.on(.ticketCreated)]) { handler, _ in
            switch handler {
            case .later: .asking(.portal(1), .note("again"))
            default: .asking(handler.ticket?.id, .later(after: span, handler: "again", payload: .null))
            }
        }
        automation.manifest.later = ["again"]
        return automation
    }

    /// A store out of a backup of the test's moment that was restored an hour later, with a run that was not over.
    private func restored(
        after span: TimeSpan,
        _ body: (RunsWorld) async throws -> Void
    ) async throws {
        try await RunsWorld.with { world in
            let automation = Self.automation(after: span)
            try await world.take([.sample(1)], automation)
            world.time.pass(.hours(1))
            let now = world.time.now
            try await world.database.write { transaction in
                _ = try RestoreHold.apply(backupAt: testTime, by: "operator", now: now, in: transaction)
                _ = try PauseTable.remove(.restored, in: transaction)
            }
            world.time.pass(.minutes(1))
            _ = try await world.worker([automation]).drain()
            world.time.pass(.days(2))
            _ = try await world.worker([automation]).drain()
            try await body(world)
        }
    }

    @Test func `what may have acted before the restore is read back first`() async throws {
        try await restored(after: .minutes(30)) { world in
            let runs = try await world.runs()
            #expect(runs.map(\.handler) == ["triggers[1]", "later.again"])
            #expect(runs.last?.doubtfulSince == testTime + .minutes(30))
            let effects = try await world.effects()
            #expect(effects.map(\.state) == [.unknown])
            #expect(effects.first?.sentAt == testTime + .minutes(30))
        }
    }

    @Test func `what was due after it is sent as ever`() async throws {
        try await restored(after: .hours(1)) { world in
            let runs = try await world.runs()
            #expect(runs.last?.doubtfulSince == nil)
            let effects = try await world.effects()
            #expect(effects.map(\.state) == [.pending])
        }
    }

    @Test func `its key is that of the run that it was made for, whatever their numbers`() async throws {
        try await restored(after: .minutes(30)) { world in
            let runs = try await world.runs()
            let change = try #require(runs.first?.change)
            let key = try #require(runs.last?.key)
            #expect(key.contains("/later.again/change-\(change)-"))
            let effect = try #require(try await world.effects().first?.key)
            let cause = try #require(key.split(separator: "/").last)
            #expect(effect.contains("/\(cause)/portal/1/note"), "\(effect)")
        }
    }

    @Test func `a chain that goes on and on has keys of one length, and each run is made`() async throws {
        try await RunsWorld.with { world in
            var automation = MemoryAutomation([.on(.ticketCreated)]) { handler, _ in
                .asking(
                    handler.ticket?.id,
                    .later(after: .minutes(5), handler: "again", payload: .null),
                    .later(after: .minutes(5), handler: "other", payload: .null)
                )
            }
            automation.manifest.later = ["again", "other"]
            try await world.take([.sample(1)], automation)
            for _ in 1...5 {
                _ = try await world.worker([automation]).drain()
                world.time.pass(.minutes(5))
            }
            let keys = try await world.runs().map(\.key)
            #expect(keys.count == 63)
            #expect(Set(keys.dropFirst().map(\.count)).count == 1)
            #expect(keys.dropFirst().allSatisfy { $0.contains("/change-1-") })
        }
    }
}
