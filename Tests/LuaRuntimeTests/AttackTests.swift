import Foundation
import Testing

@testable import LuaRuntime

/// Scripts that mean harm: each file says what it tries, and what must happen.
struct AttackTests {
    /// `end`: the ledger ends it, whatever it catches; `ok`: it runs to its end, soon; `error: text`: it is refused so.
    private struct Attack {
        let source: String
        let must: String

        init(_ file: String) throws {
            source = try Corpus.text("Attacks/\(file)")
            let line = try #require(source.split(separator: "\n").first { $0.hasPrefix("-- Must: ") })
            must = String(line.dropFirst("-- Must: ".count))
        }

        var limits: LuaLimits {
            LuaLimits(
                cpu: .milliseconds(must == "end" ? 100 : 5000),
                deadline: must == "deadline" ? .milliseconds(50) : .seconds(120),
                steps: 200_000_000,
                hostCalls: 20_000,
                output: 64 << 20
            )
        }
    }

    private static let files = Corpus.files(in: "Attacks")

    @Test func `there are at least eighty`() {
        #expect(Self.files.count >= 80)
    }

    @Test(arguments: files)
    func `an attack is contained`(file: String) async throws {
        let attack = try Attack(file)
        let bench = try Bench(memory: 16 << 20)
        let neighbour = try Bench()
        try await neighbour.run("return { answer = function(n) return n + 1 end }")
        let limits = attack.limits
        async let ended = bench.ended(attack.source, name: "@\(file)", limits: limits)
        // While the attack goes on as after it.
        #expect(try await neighbour.engine.call(["answer"], [1]) == [2])
        let failure = await ended
        try await Self.expect(failure, as: attack.must, of: bench, limits: limits)
        #expect(try await neighbour.engine.call(["answer"], [2]) == [3])
        if !bench.engine.isSpent { #expect(try await bench.run("return 1") == [1]) }
        #expect(await bench.engine.stackDepth == 0)
        await bench.engine.close()
    }

    private static func expect(
        _ failure: LuaFailure?,
        as must: String,
        of bench: Bench,
        limits: LuaLimits
    ) async throws {
        switch must {
        case "ok":
            #expect(failure == nil)
        case "end":
            let failure = try #require(failure)
            #expect([.outOfTime, .exhausted].contains(failure.kind), "\(failure)")
            #expect(failure.line != nil, "\(failure)")
            #expect(bench.engine.isSpent)
        case "memory":
            #expect(failure?.kind == .memory, "\(String(describing: failure))")
        case "deadline":
            #expect(failure?.message.hasPrefix("ran past its deadline") == true, "\(String(describing: failure))")
        default:
            let text = String(must.dropFirst("error: ".count))
            #expect(failure?.message.hasPrefix(text) == true, "\(String(describing: failure))")
        }
    }

    @Test func `the median attack ends within ten milliseconds of its limit`() async throws {
        var late: [Duration] = []
        for file in Self.files {
            let attack = try Attack(file)
            guard attack.must == "end" else { continue }
            let bench = try Bench(memory: 16 << 20)
            guard await bench.ended(attack.source, name: "@\(file)", limits: attack.limits)?.kind == .outOfTime else {
                continue
            }
            late.append(await bench.engine.usage(of: attack.limits).cpu - attack.limits.cpu)
            await bench.engine.close()
        }
        try #require(late.count > 20)
        #expect(late.sorted()[late.count / 2] < .milliseconds(10))
    }
}

extension Bench {
    /// Runs a file of the corpus, which finds the host's functions in its argument.
    func ended(_ source: String, name: String, limits: LuaLimits) async -> LuaFailure? {
        do throws(LuaFailure) {
            try await engine.run(LuaSource(name: name, text: source), [Self.host], limits: limits)
            return nil
        } catch {
            return error
        }
    }
}
