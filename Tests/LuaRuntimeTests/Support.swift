import Synchronization

@testable import LuaRuntime

/// An engine with a few host functions, for one test.
struct Bench {
    let engine: LuaEngine
    let gate = Gate()

    static let names = ["echo", "raise", "wait", "refuse", "pass", "together", "arrive", "forever"]

    init(memory: Int = 32 << 20) throws {
        let gate = self.gate
        engine = try LuaEngine(
            name: "test",
            memory: memory,
            functions: [
                .immediate("echo") { $0.arguments },
                .immediate("raise") { throw LuaRaise($0[1].text ?? "raised") },
                .waiting("wait") { call in
                    await Task.yield()
                    return call.arguments
                },
                .waiting("refuse") { _ in throw LuaRaise("refused after waiting") },
                .immediate("pass") { call in [.text(call.context as? String ?? "no context")] },
                .together("together"),
                .waiting("arrive") { call in
                    await gate.arrive()
                    return call.arguments
                },
                .waiting("forever") { _ in
                    try await Task.sleep(for: .seconds(3600))
                    return []
                },
            ]
        )
    }

    static var host: LuaValue {
        var table = LuaTable()
        for (number, name) in names.enumerated() { table[name] = .hostFunction(number) }
        table["decode"] = .native(.jsonDecode)
        table["lazy"] = .native(.jsonLazy)
        table["copy"] = .native(.jsonCopy)
        table["encode"] = .native(.jsonEncode)
        table["array"] = .native(.jsonArray)
        return .table(table)
    }

    /// Runs a chunk that finds the host's functions in `host`.
    @discardableResult
    func run(_ text: String, _ arguments: [LuaValue] = [], limits: LuaLimits = LuaLimits()) async throws -> [LuaValue] {
        let source = LuaSource(name: "@script.lua", text: "local host = ... " + text)
        return try await engine.run(source, [Self.host] + arguments, limits: limits)
    }

    func failure(_ text: String, limits: LuaLimits = LuaLimits()) async -> LuaFailure? {
        do {
            try await run(text, limits: limits)
            return nil
        } catch {
            return error as? LuaFailure
        }
    }
}

/// Holds everybody who arrives until as many are there as were announced.
final class Gate: Sendable {
    private struct State {
        var wanted = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func announce(_ count: Int) {
        state.withLock { $0.wanted = count }
    }

    func arrive() async {
        await withCheckedContinuation { continuation in
            let released = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                state.waiting.append(continuation)
                guard state.waiting.count >= state.wanted else { return [] }
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in released { continuation.resume() }
        }
    }
}
