import Foundation
import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

struct OldTicketsTests {
    private static let plugin = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../plugins/automations/auto-reply").standardized.path

    /// The shipped automation, live.
    private static func answering() async throws -> AutomationSet {
        let generation = try await PluginGeneration.load(try PluginDiscovery.bundle(at: plugin))
        let settings = SettingsCheck.check([:], against: generation.manifest.settings, plugin: "auto-reply").settings
        return AutomationSet([
            HostedAutomation(try #require(PluginAutomation(generation, settings: settings)), mode: .live)
        ])
    }

    @Test func `a thousand old tickets are not answered, at a first sync or after a lost cursor; a new one is`()
        async throws
    {
        let desk = HelpDesk { state in
            state.pageSize = 100
            for number in 1...1000 { state.open("\(number)", at: SyncDesk.time(Int64(number - 2000))) }
        }
        let automations = try await Self.answering()
        try await SyncDesk.with(desk) { world in
            let sync = ConnectionSync(
                connector: desk,
                database: world.database,
                intake: TriggerIntake(automations) { try MirrorReader($1).messages(of: $0) },
                evidence: EffectLedger(),
                now: world.clock.now
            )
            func runs() async throws -> Int {
                try await world.database.read { try $0.value("SELECT count(*) FROM run") }
            }
            let first = try await sync.pass()
            #expect(first.tickets == 1000)
            let afterFirst = try await runs()
            #expect(afterFirst == 0)

            try await world.database.write { try $0.execute("DELETE FROM sync_cursor") }
            desk.change { state in
                for number in 1...1000 { state.touch("\(number)", at: SyncDesk.time(1)) { $0.status = .pending } }
            }
            world.clock.move(.minutes(1))
            let again = try await sync.pass()
            #expect(again.scope == .baseline)
            let afterLoss = try await runs()
            #expect(afterLoss == 0)

            desk.change { $0.open("1001", at: SyncDesk.time(90)) }
            world.clock.move(.minutes(1))
            _ = try await sync.pass()
            let afterNew = try await runs()
            #expect(afterNew == 1)
        }
    }
}
