import LuaRuntime

/// The Lua states of one generation: each serves one call at a time, a spent one is replaced.
actor EnginePool {
    private let make: @Sendable () async throws(LuaFailure) -> LuaEngine
    private let size: Int
    private var idle: [LuaEngine] = []
    private var made = 0
    private var waiters: [CheckedContinuation<Void, Never>] = []

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
        let closing = idle
        idle = []
        for engine in closing { await engine.close() }
    }

    private func take() async throws(LuaFailure) -> LuaEngine {
        while idle.isEmpty, made >= size {
            await withCheckedContinuation { waiters.append($0) }
        }
        if let engine = idle.popLast() { return engine }
        made += 1
        do {
            return try await make()
        } catch {
            made -= 1
            wakeNext()
            throw error
        }
    }

    private func giveBack(_ engine: LuaEngine, spent: Bool = false) async {
        let isSpent = await engine.isSpent
        if spent || isSpent {
            await engine.close()
            made -= 1
        } else {
            idle.append(engine)
        }
        wakeNext()
    }

    private func wakeNext() {
        guard !waiters.isEmpty else { return }
        waiters.removeFirst().resume()
    }
}
