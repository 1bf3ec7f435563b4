import Simulator
import Testing
import TicketModel

struct TicketWriteTests {
    @Test func `a reply arrives, and is read back`() async throws {
        try await Desk.open { desk in
            let id = try await desk.firstTicket(at: "mijnklantportaal", "--status", "open", "--channel", "email")
            let reply = try await desk.usher.run(
                "tickets",
                "reply",
                id,
                "--text",
                "-",
                "--json",
                input: "Dag!\nEr wordt aan gewerkt: 1 < 2 & 3."
            )
            #expect(reply.status == 0, "\(reply.errors)")
            let delivery = try #require(try reply.json()["deliveries"]?[0])
            #expect(delivery["outcome"] == "delivered")
            #expect(delivery["effect"]?["ticket"] == .string(id))
            let shown = try await desk.usher.run("tickets", "show", id, "--json")
            #expect(shown.status == 0, "\(shown.errors)")
            let last = try #require(try shown.json()["messages"]?.arrayValue?.last)
            #expect(last["body"]?.stringValue?.contains("1 &lt; 2 &amp; 3.") == true)
            #expect(last["author"]?["kind"] == "agent")
            let people = try await desk.usher.run("tickets", "show", id)
            #expect(people.output.contains("Er wordt aan gewerkt: 1 < 2 & 3."))
        }
    }

    @Test func `a status is set once, and is no change the second time`() async throws {
        try await Desk.open { desk in
            let id = try await desk.firstTicket(at: "mijnklantportaal", "--status", "open")
            let first = try await desk.usher.run("tickets", "status", id, "closed", "--json")
            #expect(first.status == 0, "\(first.errors)")
            #expect(try first.json()["deliveries"]?.texts("outcome") == ["delivered"])
            let second = try await desk.usher.run("tickets", "status", id, "closed", "--json")
            #expect(try second.json()["deliveries"]?.texts("outcome") == ["no_change"])
        }
    }

    @Test func `with a filter every ticket that matches is changed`() async throws {
        try await Desk.open { desk in
            let arguments = ["--connection", "klinkcx", "--status", "open"]
            let open = try await desk.usher.run(["tickets", "list", "--json"] + arguments)
            let there = try #require(try open.json()["tickets"]?.arrayValue).filter { $0["deleted"] != true }
            let ids = there.compactMap { $0["id"]?.stringValue }
            #expect(ids.count > 1)
            let refused = try await desk.usher.run(["tickets", "status", "pending"] + arguments)
            #expect(refused.status == 2)
            #expect(
                refused.errors
                    == "A filter changes many tickets, and there is no terminal to ask on; add --yes if that is meant.\n"
            )
            let changed = try await desk.usher.run(["tickets", "status", "pending", "--yes", "--json"] + arguments)
            #expect(changed.status == 0, "\(changed.errors)")
            let deliveries = try #require(try changed.json()["deliveries"]?.arrayValue)
            #expect(Set(deliveries.compactMap { $0["effect"]?["ticket"]?.stringValue }) == Set(ids))
            let left = try await desk.usher.run(["tickets", "list", "--json"] + arguments)
            let remaining = try #require(try left.json()["tickets"]?.arrayValue)
            #expect(remaining.allSatisfy { $0["deleted"] == true })
        }
    }

    @Test(arguments: [
        ["tickets", "reply", "klinkcx/1", "--text", "x"],
        ["tickets", "create", "--connection", "mijnklantportaal", "--subject", "x", "--text", "y"],
        ["tickets", "status", "mijnklantportaal/tic_1", "pending"],
    ])
    func `what a provider cannot do is refused before any request`(arguments: [String]) async throws {
        try await Desk.open { desk in
            let outcome = try await desk.usher.run(arguments + ["--json"])
            #expect(outcome.status == 3, "\(outcome.errors)")
            #expect(try outcome.json()["error"]?["kind"] == "unsupported")
            #expect(outcome.errors.hasSuffix("no request was made.\n"))
            for simulator in desk.fleet.simulators {
                let count = await simulator.books().requestCount
                #expect(count == 0)
            }
        }
    }

    @Test func `a ticket that is not there is not found`() async throws {
        try await Desk.open { desk in
            let outcome = try await desk.usher.run("tickets", "show", "mijnklantportaal/tic_nothing", "--json")
            #expect(outcome.status == 4, "\(outcome.errors)")
            #expect(try outcome.json()["error"]?["kind"] == "not_found")
        }
    }

    @Test func `a reply whose answer is lost is never sent twice`() async throws {
        try await Desk.open { desk in
            let id = try await desk.firstTicket(at: "mijnklantportaal", "--status", "open", "--channel", "email")
            let simulator = desk.fleet[.mijnklantportaal]
            await simulator.order(Fault(.commitThenCut, method: "POST"))
            let outcome = try await desk.usher.run("tickets", "reply", id, "--text", "Once, please.", "--json")
            let landed = try #require(try outcome.json()["deliveries"]?[0]?["outcome"]?.stringValue)
            #expect(["delivered", "unknown"].contains(landed))
            #expect(outcome.status == (landed == "delivered" ? 0 : 6))
            let posts = await simulator.books().requests.count { $0.method == "POST" }
            #expect(posts == 1)
        }
    }

    @Test func `a ticket is created with what the command line says`() async throws {
        try await Desk.open { desk in
            let listed = try await desk.usher.run(
                "tickets",
                "list",
                "--connection",
                "klinkcx",
                "--has",
                "requester",
                "--json"
            )
            let contact = try #require(try listed.json()["tickets"]?[0]?["requester"]?["id"]?.stringValue)
            let outcome = try await desk.usher.run(
                "tickets",
                "create",
                "--connection",
                "klinkcx",
                "--subject",
                "Geen kiestoon",
                "--text",
                "Sinds vanmorgen.",
                "--requester",
                contact,
                "--priority",
                "high",
                "--json"
            )
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try outcome.json()["deliveries"]?.texts("outcome") == ["delivered"])
            let created = await desk.fleet[.klinkcx].books().createdIDs
            #expect(created.count == 1)
        }
    }
}

extension Desk {
    /// The id of a ticket of a connection that some filter lets through.
    func firstTicket(at connection: String, _ filter: String...) async throws -> String {
        let arguments = ["tickets", "list", "--connection", connection, "--limit", "1", "--json"]
        let outcome = try await usher.run(arguments + filter)
        return try #require(try outcome.json()["tickets"]?[0]?["id"]?.stringValue, "\(outcome.errors)")
    }
}
