import LuaRuntime

/// Pages of tickets, from JSON to Lua tables and back.
enum JSONBench {
    private static let page: String = {
        let tickets = (1...1000).map { number in
            """
            {"id":\(number),"code":"T-\(number)","title":"Printer \(number) does not answer","description":"The printer \
            on the second floor says \\"offline\\" since this morning.\\nWe turned it off and on, twice.",\
            "priority":\(number % 4),\
            "state":"open","category":{"id":\(number % 9),"name":"Hardware"},"user":{"id":\(number * 7),"name":"J. Jansen",\
            "email":"j.jansen\(number)@example.test"},"labels":["printer","floor-2"],"created_at":"2026-05-03T10:00:00Z",\
            "updated_at":"2026-05-03T11:30:00Z","closed_at":null,"messages":\(number % 12),"rating":4.5}
            """
        }
        return "{\"data\":[\(tickets.joined(separator: ","))],\"meta\":{\"total\":1000}}"
    }()

    static func rows() async throws -> [LuaFigure] {
        let engine = try LuaBench.engine()
        let source = LuaSource(
            name: "@bench.lua",
            text: """
                local encode, decode, text = ...
                local value = decode(text)
                return {
                  decode = function(turns) for _ = 1, turns do decode(text) end end,
                  encode = function(turns) for _ = 1, turns do encode(value) end end,
                }
                """
        )
        let page = Self.page
        let arguments: [LuaValue] = [.native(.jsonEncode), .native(.jsonDecode), .text(page)]
        try await engine.run(source, arguments, limits: LuaBench.limits)
        let megabytes = Double(page.utf8.count) / 1_000_000
        var figures: [LuaFigure] = []
        for name in ["decode", "encode"] {
            let turns: Int64 = 40
            var best = Double.infinity
            for _ in 1...3 {
                let start = ContinuousClock.now
                _ = try await engine.call([.name(name)], [.integer(turns)], limits: LuaBench.limits)
                best = min(best, (ContinuousClock.now - start) / .seconds(1) / Double(turns))
            }
            let figure = LuaFigure(name: "JSON \(name) of 1000 tickets", value: megabytes / best, unit: "MB/s")
            figures.append(figure)
        }
        await engine.close()
        return figures
    }
}
