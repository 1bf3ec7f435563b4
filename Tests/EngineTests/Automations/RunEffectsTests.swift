import PluginHost
import Testing
import TicketModel

@testable import Engine

/// What becomes of what handlers ask for.
struct RunEffectsTests {
    private let noting = MemoryAutomation([.on(.ticketCreated)]) { handler, _ throws(PluginFailure) in
        .note(handler, "a", "b")
    }

    @Test func `in shadow effects are written down, and nothing is sent`() async throws {
        let connector = MemoryConnector([.sample(1)])
        let report = try await noting.run(over: [connector]).run(.ticket(.portal(1)))
        #expect(report.deliveries.map(\.outcome) == [.recorded, .recorded])
        #expect(
            report.deliveries.map(\.key) == [
                "auto-reply/triggers[1]/c/portal/1/note/0", "auto-reply/triggers[1]/c/portal/1/note/1",
            ]
        )
        #expect(connector.written.isEmpty)
    }

    @Test func `an effect that the needs do not name fails the whole call`() async throws {
        let automation = MemoryAutomation([.on(.ticketCreated)], needs: [.note]) { handler, _ throws(PluginFailure) in
            var outcome = HandlerOutcome.note(handler, "a")
            outcome.effects.append(Effect(ticket: .portal(1), action: .reply("b")))
            outcome.log = [LogLine(.info, "replied")]
            return outcome
        }
        let connector = MemoryConnector([.sample(1)])
        let report = try await automation.run(over: [connector]).run(.ticket(.portal(1)))
        #expect(
            report.considered[0].failure?.description
                == "it asks for \"reply\", which its needs do not name; add it to needs.effects "
                + "(plugin auto-reply, triggers[1])"
        )
        #expect(report.considered[0].log == [LogLine(.info, "replied")])
        #expect(report.considered[0].effects.isEmpty)
        #expect(connector.written.isEmpty)
    }

    @Test func `what a handler wrote to its state is there for the next one, and is not kept`() async throws {
        let seen = Log<JSONValue?>()
        let automation = MemoryAutomation(
            [.on(.ticketCreated), .on(.ticketUpdated), .on(.statusChanged)]
        ) { handler, world throws(PluginFailure) in
            seen.add((try? await world.storage.value(of: "count")) ?? nil)
            return HandlerOutcome(stateWrites: ["count": handler.change?.kind == .ticketCreated ? 1 : .null])
        }
        let report = try await automation.run(over: [MemoryConnector([.sample(1)])]).run(.ticket(.portal(1)))
        #expect(seen.entries == [nil, 1, nil])
        #expect(
            report.notes == [
                "ctx.state was written; in shadow by hand it is forgotten when the run ends."
            ]
        )
    }

    @Test func `the report is printed with what applies`() async throws {
        let report = try await noting.run(over: [MemoryConnector([.sample(1)])]).run(.ticket(.portal(1)))
        let json = report.json
        #expect(json["automation"] == "auto-reply")
        #expect(json["mode"] == "shadow")
        let considered = try #require(json["considered"]?.arrayValue?.first)
        #expect(considered["handler"] == "triggers[1] ticket.created")
        #expect(considered["fired"] == true)
        #expect(considered["ticket"] == "portal/1")
        #expect(considered["deliveries"]?.arrayValue?.count == 2)
        #expect(considered["because"] == nil)
        #expect(considered["failure"] == nil)
    }
}
