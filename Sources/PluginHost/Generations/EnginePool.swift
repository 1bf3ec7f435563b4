import DequeModule
import LuaRuntime

/// The Lua states of one generation: each serves one call at a time, a spent one is replaced.
final class EnginePool: Sendable {
    /// What is lent: a state, or room for one that is to be made.
    private enum Place: Sendable {
        case engine(LuaEngine)
        case room
    }

    private struct State: Sendable {
        var idle: [LuaEngine] = []
        var made = 0
        var waiters: Deque<CheckedContinuation<Place, Never>> = []

        mutating func take(of size: Int) -> Place? {
            if let engine = idle.popLast() { return .engine(engine) }
            guard made < size else { return nil }
            made += 1
            return .room
        }
    }

    private let make: @Sendable () async throws(LuaFailure) -> LuaEngine
    private let size: Int
    private let state = LuaLock(State())

    init(size: Int, make: @escaping @Sendable () async throws(LuaFailure) -> LuaEngine) {
        self.size = size
        self.make = make
    }

    /// Lends a state for the time of one call.
    func withEngine<Result: Sendable>(
        _ body: @Sendable (LuaEngine) async throws(LuaFailure) -> Result
    ) async throws(LuaFailure) -> Result {
        let engine = try await take()
        do {
            let result = try await body(engine)
            await giveBack(engine)
            return result
        } catch {
            // What filled the memory may still be held by the plugin's variables.
            await giveBack(engine, spent: error.kind == .memory)
            throw error
        }
    }

    /// Bytes that the states hold which serve no call.
    var memoryHeld: Int {
        get async {
            var bytes = 0
            for engine in idle { bytes += await engine.memoryUsed }
            return bytes
        }
    }

    /// Lets go of what the states that serve no call do not need.
    func collectGarbage() async {
        for engine in idle { await engine.collectGarbage() }
    }

    func close() async {
        let closing = state.withLock { state in
            defer { state.idle = [] }
            return state.idle
        }
        for engine in closing { await engine.close() }
    }

    private var idle: [LuaEngine] { state.withLock { $0.idle } }

    private func take() async throws(LuaFailure) -> LuaEngine {
        if case .engine(let engine) = await place() { return engine }
        do {
            return try await make()
        } catch {
            handOn(.room)
            throw error
        }
    }

    private func place() async -> Place {
        if let place = state.withLock({ $0.take(of: size) }) { return place }
        return await withCheckedContinuation { continuation in
            let place = state.withLock { state in
                // Somebody may have given one back meanwhile.
                let place = state.take(of: size)
                if place == nil { state.waiters.append(continuation) }
                return place
            }
            if let place { continuation.resume(returning: place) }
        }
    }

    private func giveBack(_ engine: LuaEngine, spent: Bool = false) async {
        guard spent || engine.isSpent else { return handOn(.engine(engine)) }
        await engine.close()
        handOn(.room)
    }

    /// Gives a place to who waits longest.
    private func handOn(_ place: Place) {
        let waiter = state.withLock { state in
            let waiter = state.waiters.popFirst()
            guard waiter == nil else { return waiter }
            switch place {
            case .engine(let engine): state.idle.append(engine)
            case .room: state.made -= 1
            }
            return waiter
        }
        waiter?.resume(returning: place)
    }
}
