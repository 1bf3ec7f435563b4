import LuaRuntime

/// How long an idle plugin's short handler takes while other plugins compute without end.
enum NeighbourBench {
    /// Percentiles in milliseconds, alone and beside the loops.
    static func measure(burning: Int, calls: Int) async throws -> Figures {
        let quiet = try await latencies(burning: 0, calls: calls)
        let loud = try await latencies(burning: burning, calls: calls)
        let late = calls * 99 / 100
        var figures = Figures()
        figures.values["alone_p99_milliseconds"] = quiet[late]
        figures.values["p50_milliseconds"] = loud[calls / 2]
        figures.values["p99_milliseconds"] = loud[late]
        return figures
    }

    private static func latencies(burning: Int, calls: Int) async throws -> [Double] {
        let loops = Task {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<burning {
                    group.addTask {
                        let loop = LuaSource(name: "@burn.lua", text: "while true do end")
                        while !Task.isCancelled {
                            guard let engine = try? LuaBench.engine() else { return }
                            _ = try? await engine.run(loop, limits: LuaLimits(cpu: .seconds(2), deadline: .seconds(60)))
                            await engine.close()
                        }
                    }
                }
            }
        }
        let engine = try LuaBench.engine()
        let handler = "return { run = function() local n = 0 for i = 1, 250000 do n = n + i end return n end }"
        try await engine.run(LuaSource(name: "@handler.lua", text: handler))
        var times: [Double] = []
        for _ in 0..<calls {
            let start = ContinuousClock.now
            _ = try await engine.call(["run"])
            times.append((ContinuousClock.now - start) / .milliseconds(1))
            try await Task.sleep(for: .milliseconds(5))
        }
        loops.cancel()
        await loops.value
        await engine.close()
        return times.sorted()
    }
}
