import LuaRuntime
import Testing
import TicketModel

@testable import PluginHost

/// What many runs, reloads and plugins leave behind: nothing.
///
/// `UsherBench endurance` does the same a million times.
struct EnduranceTests {
    private static let text = MadeUpPlugin.automation(
        """
        local words = {}
        for word in ("The printer does not answer"):gmatch "%a+" do words[#words + 1] = word:lower() end
        coroutine.wrap(function() ctx.state:get "seen" end)()
        ticket:tag(table.concat(words, "-"))
        pcall(error, "kept by nobody")
        """,
        needs: ["tag"]
    )

    private static let change = TicketChange(kind: .ticketCreated, ticket: Workshop.ticket())

    private func automation(_ generation: PluginGeneration) throws -> PluginAutomation {
        try #require(PluginAutomation(generation, settings: PluginSettings()))
    }

    private func run(_ generation: PluginGeneration) async throws {
        let world = AutomationWorld(
            tickets: MadeUpTickets(),
            storage: MadeUpStorage(),
            mode: .shadow,
            now: { MadeUpPlugin.now }
        )
        let outcome = try await automation(generation).run(.trigger(0, Self.change), in: world)
        #expect(outcome.effects.count == 1)
    }

    @Test func `a state holds after thousands of runs what it held after a few`() async throws {
        let generation = try await PluginGeneration.load(MadeUpPlugin.file(.automation, Self.text))
        func held(after runs: Int) async throws -> Int {
            for _ in 0..<runs { try await run(generation) }
            await generation.collectGarbage()
            return await generation.memoryHeld
        }
        let early = try await held(after: 200)
        let late = try await held(after: 3000)
        #expect(early > 10_000)
        #expect(late - early < 1024, "\(early) bytes, then \(late)")
        await generation.close()
    }

    @Test(.timeLimit(.minutes(1))) func `a reload leaves nothing of the generation before it`() async throws {
        weak var pool: EnginePool?
        weak var before: PluginGeneration?
        for _ in 0..<100 {
            let generation = try await PluginGeneration.load(MadeUpPlugin.file(.automation, Self.text))
            #expect(before == nil)
            // Whoever began its last call may still be leaving.
            while pool != nil { await Task.yield() }
            try await run(generation)
            (before, pool) = (generation, generation.pool)
            await generation.close()
            #expect(await generation.memoryHeld == 0)
        }
    }

    @Test func `hundreds of small plugins are loaded and called in one host`() async throws {
        var generations: [PluginGeneration] = []
        for number in 0..<300 {
            let text = Self.text.replacing("\"acme\"", with: "\"acme-\(number)\"")
            let bundle = MadeUpPlugin.file(.automation, text, name: "acme-\(number)")
            let generation = try await PluginGeneration.load(bundle)
            try await run(generation)
            generations.append(generation)
        }
        for generation in generations {
            await generation.collectGarbage()
            #expect(await generation.memoryHeld < 96 << 10)
            try await run(generation)
        }
        for generation in generations { await generation.close() }
    }
}
