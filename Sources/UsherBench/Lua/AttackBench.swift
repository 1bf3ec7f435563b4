import Foundation
import LuaRuntime

/// How late the attacks of the corpus end after the limit that they are given.
enum AttackBench {
    private static let limits = LuaLimits(
        cpu: .milliseconds(100),
        deadline: .seconds(120),
        steps: 200_000_000,
        hostCalls: 20_000,
        output: 64 << 20
    )

    /// The median and the latest, in milliseconds, of those that their CPU time ends.
    static func measure(_ folder: String) async throws -> Figures {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".lua") }.sorted()
        var late: [(name: String, milliseconds: Double)] = []
        for file in files {
            let source = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            guard source.contains("\n-- Must: end\n") || source.hasPrefix("-- Must: end\n") else { continue }
            let engine = try LuaEngine(name: "attack", memory: 16 << 20, functions: functions)
            do throws(LuaFailure) {
                _ = try await engine.run(LuaSource(name: "@\(file)", text: source), [host], limits: limits)
            } catch  where error.kind == .outOfTime {
                let used = await engine.usage(of: limits).cpu
                late.append((file, (used - limits.cpu) / .milliseconds(1)))
            } catch {}
            await engine.close()
        }
        guard late.count > 20 else {
            throw BenchFailure(what: "only \(late.count) attacks in \(folder) ran out of time")
        }
        late.sort { $0.milliseconds < $1.milliseconds }
        var figures = Figures()
        figures.values["attacks"] = Double(late.count)
        figures.values["median_milliseconds"] = late[late.count / 2].milliseconds
        figures.values["latest_milliseconds"] = late[late.count - 1].milliseconds
        figures.notes["latest"] = late[late.count - 1].name
        return figures
    }

    /// What the corpus finds in its argument.
    private static let names = ["echo", "raise", "wait", "refuse", "pass", "together", "arrive", "forever"]

    private static let functions: [HostFunction] = [
        .immediate("echo") { $0.arguments },
        .immediate("raise") { throw LuaRaise($0[1].text ?? "raised") },
        .waiting("wait") { call in
            await Task.yield()
            return call.arguments
        },
        .waiting("refuse") { _ in throw LuaRaise("refused after waiting") },
        .immediate("pass") { _ in [.text("no context")] },
        .together("together"),
        .waiting("arrive") { $0.arguments },
        .waiting("forever") { _ in
            try await Task.sleep(for: .seconds(3600))
            return []
        },
    ]

    private static var host: LuaValue {
        var table = LuaTable()
        for (number, name) in names.enumerated() { table[name] = .hostFunction(number) }
        table["decode"] = .native(.jsonDecode)
        table["encode"] = .native(.jsonEncode)
        table["array"] = .native(.jsonArray)
        return .table(table)
    }
}
