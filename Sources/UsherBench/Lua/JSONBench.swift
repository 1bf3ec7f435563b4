import Foundation
import LuaRuntime

/// A page of JSON, from its text to Lua values and back.
enum JSONBench {
    /// Pages a second of each way to read and write the document, the best of five.
    ///
    /// `fields` and `lazy` read three fields of each element of `data`: from tables, and lazily.
    static func measure(_ path: String) async throws -> Figures {
        let page = LuaBytes(Array(try Data(contentsOf: URL(filePath: path))))
        let engine = try LuaBench.engine()
        let functions: [LuaValue] = [
            .native(.jsonEncode), .native(.jsonDecode), .native(.jsonLazy), .string(page),
        ]
        try await engine.run(LuaSource(name: "@bench.lua", text: script), functions, limits: LuaBench.limits)
        var figures = Figures(values: ["bytes": Double(page.bytes.count)])
        for name in ["decode", "fields", "lazy", "encode"] {
            // Held only then: what is alive is marked at every collection.
            if name == "encode" { _ = try await engine.call([.name("hold")], [], limits: LuaBench.limits) }
            let turns: Int64 = name == "lazy" ? 200 : 20
            var best = Double.infinity
            for _ in 1...5 {
                let start = Figures.coreSeconds
                _ = try await engine.call([.name(name)], [.integer(turns)], limits: LuaBench.limits)
                best = min(best, (Figures.coreSeconds - start) / Double(turns))
            }
            figures.values["\(name)_per_second"] = 1 / best
        }
        await engine.close()
        return figures
    }

    private static let script = """
        local encode, decode, lazy, text = ...
        local value
        local function count(page)
          local found = 0
          for _, ticket in ipairs(page.data) do
            if ticket.id and ticket.subject and ticket.state_id then
              found = found + 1
            end
          end
          assert(found == #page.data)
        end
        return {
          decode = function(turns) for _ = 1, turns do decode(text) end end,
          fields = function(turns) for _ = 1, turns do count(decode(text)) end end,
          lazy = function(turns) for _ = 1, turns do count(lazy(text)) end end,
          hold = function() value = decode(text) end,
          encode = function(turns) for _ = 1, turns do encode(value) end end,
        }
        """
}
