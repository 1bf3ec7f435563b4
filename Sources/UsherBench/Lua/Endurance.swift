import Foundation
import LuaRuntime
import PluginHost
import TicketModel

/// Whether memory stays flat over very many runs, reloads and plugins.
struct Endurance {
    private static let source = """
        local usher = require "usher"

        return usher.automation {
          name = "bench-endure", version = "1.0.0", summary = "Answers a new ticket",
          needs = { effects = { "reply", "tag" } },
          triggers = {
            { on = "ticket.created", run = function(ctx, event)
              local words = {}
              for word in event.ticket.subject:gmatch "%a+" do words[#words + 1] = word:lower() end
              coroutine.wrap(function() ctx.state:get "seen" end)()
              event.ticket:tag(table.concat(words, "-"))
              event.ticket:reply "Thank you, we look into {ticket.subject}."
            end },
          },
        }
        """

    private let change: TicketChange
    private let world: AutomationWorld

    init() {
        var ticket = Ticket(id: TicketID(connection: "desk", id: "1"), provider: "desk")
        ticket.subject = .value("The printer does not answer")
        change = TicketChange(kind: .ticketCreated, ticket: ticket)
        world = AutomationWorld(tickets: NoTickets(), storage: NoStorage(), mode: .shadow, now: WallTime.now)
    }

    /// The growth of the process and of the state over the last nine tenths of so many runs.
    func runs(_ count: Int) async throws -> Figures {
        let (generation, automation) = try await load(0)
        var before = (process: 0, state: 0)
        for number in 0..<count {
            if number == count / 10 { before = (Self.residentBytes, try await state(of: generation)) }
            _ = try await automation.run(.trigger(0, change), in: world)
        }
        let after = (process: Self.residentBytes, state: try await state(of: generation))
        await generation.close()
        var figures = Figures()
        figures.values["growth_kilobytes"] = Double(after.process - before.process) / 1024
        figures.values["state_growth_bytes"] = Double(after.state - before.state)
        figures.values["states_left"] = Double(await Self.statesLeft())
        return figures
    }

    /// The growth of the process over the last nine tenths of so many reloads, each with a run.
    func reloads(_ count: Int) async throws -> Figures {
        var before = 0
        for number in 0..<count {
            if number == count / 10 { before = Self.residentBytes }
            let (generation, automation) = try await load(0)
            _ = try await automation.run(.trigger(0, change), in: world)
            await generation.close()
        }
        var figures = Figures()
        figures.values["growth_kilobytes"] = Double(Self.residentBytes - before) / 1024
        figures.values["states_left"] = Double(await Self.statesLeft())
        return figures
    }

    /// What so many plugins in one host hold, each loaded, called once and idle since.
    func plugins(_ count: Int) async throws -> Figures {
        let before = Self.residentBytes
        var generations: [PluginGeneration] = []
        let (seconds, _) = try await Figures.time {
            for number in 0..<count {
                let (generation, automation) = try await load(number)
                _ = try await automation.run(.trigger(0, change), in: world)
                generations.append(generation)
            }
        }
        var figures = Figures()
        figures.values["plugins"] = Double(generations.count)
        figures.values["kilobytes_each"] = Double(Self.residentBytes - before) / 1024 / Double(count)
        figures.values["milliseconds_each"] = seconds * 1000 / Double(count)
        for generation in generations { await generation.close() }
        generations = []
        figures.values["states_left"] = Double(await Self.statesLeft())
        return figures
    }

    /// What the state of a plugin that has been loaded and lies idle holds, and what plain Lua does with the same chunk.
    func idle() async throws -> Figures {
        let (generation, automation) = try await load(0)
        _ = automation
        try await generation.prepare()
        var figures = Figures()
        figures.values["loaded_bytes"] = Double(await generation.memoryHeld)
        _ = try await automation.run(.trigger(0, change), in: world)
        figures.values["called_bytes"] = Double(try await state(of: generation))
        await generation.close()
        figures.values["bare_bytes"] = Double(try await Self.bare(Self.source))
        let (seconds, _) = try await Figures.time {
            for _ in 0..<100 {
                let (generation, _) = try await load(0)
                await generation.close()
            }
        }
        figures.values["load_microseconds"] = seconds * 10_000
        return figures
    }

    private func load(_ number: Int) async throws -> (PluginGeneration, PluginAutomation) {
        let text = Self.source.replacing("bench-endure", with: "bench-endure-\(number)")
        let generation = try await BenchPlugins.load(.automation, "bench-endure-\(number)", text)
        guard let automation = PluginAutomation(generation, settings: PluginSettings()) else {
            throw BenchFailure(what: "bench-endure is no automation")
        }
        return (generation, automation)
    }

    private func state(of generation: PluginGeneration) async throws -> Int {
        await generation.collectGarbage()
        return await generation.memoryHeld
    }

    /// Bytes that a state holds with Lua's library and the chunk, and nothing of the host's.
    private static func bare(_ text: String) async throws -> Int {
        let engine = try LuaEngine(name: "bare", memory: 32 << 20, functions: [])
        let stub = """
            local function keep(options) return options end
            local usher = setmetatable({}, { __index = function() return keep end })
            function require() return usher end
            return { load = function(text) return load(text, "@bare.lua")() end }
            """
        try await engine.run(LuaSource(name: "=stub", text: stub))
        _ = try await engine.call(["load"], [.text(text)])
        await engine.collectGarbage()
        let bytes = await engine.memoryUsed
        await engine.close()
        return bytes
    }

    /// How many states are open once those that are being closed have been.
    private static func statesLeft() async -> Int {
        for _ in 0..<100 where LuaEngine.openStates > 0 { try? await Task.sleep(for: .milliseconds(10)) }
        return LuaEngine.openStates
    }

    /// What the process holds in memory; zero where the system does not tell.
    private static var residentBytes: Int {
        let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return (text?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
    }
}

/// A desk without tickets.
private struct NoTickets: TicketSource {
    func list(_: TicketFilter, after _: TicketListingHandle?) async throws(TicketFailure) -> TicketBatch {
        TicketBatch(tickets: [], listing: TicketListingHandle(number: 0))
    }

    func get(_ id: TicketID) async throws(TicketFailure) -> Ticket {
        throw TicketFailure(.notFound, "there is no ticket \(id).", connection: id.connection)
    }

    func messages(of _: Ticket) async throws(TicketFailure) -> [Message] { [] }

    func capabilities(of _: String) -> Capabilities? { nil }
}

/// What `ctx.state` finds: nothing.
private struct NoStorage: PluginStorage {
    func value(of _: String) async throws(TicketFailure) -> JSONValue? { nil }
}
