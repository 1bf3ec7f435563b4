import Simulator
import Testing
import TicketModel

struct TicketsListTests {
    @Test func `the tickets of four providers come in one document`() async throws {
        try await Desk.open { desk in
            let outcome = try await desk.usher.run("tickets", "list", "--json", "--live")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let document = try outcome.json()
            #expect(document["errors"] == [])
            #expect(document["as_of"]?.stringValue?.hasSuffix("Z") == true)
            let tickets = try #require(document["tickets"])
            #expect(Set(tickets.texts("connection")) == ["mijnklantportaal", "klinkcx", "usercom", "ippanel"])
            var expected = 0
            for simulator in desk.fleet.simulators {
                expected += await simulator.tickets().count { $0.deletedAt == nil }
                let violations = await simulator.books().violations
                #expect(violations == [])
            }
            #expect(Set(tickets.texts("id")).count == tickets.arrayValue?.count)
            #expect((tickets.arrayValue?.count ?? 0) >= expected)
        }
    }

    @Test func `a connection that fails does not hide the others, and its error is the exit code`() async throws {
        try await Desk.open { desk in
            var usher = desk.usher
            usher.environment["KLINKCX_TOKEN"] = "wrong"
            let outcome = try await usher.run("tickets", "list", "--json")
            #expect(outcome.status == 5)
            let document = try outcome.json()
            #expect(document["errors"]?.texts("kind") == ["auth"])
            #expect(document["errors"]?.texts("connection") == ["klinkcx"])
            let connections = Set(document["tickets"]?.texts("connection") ?? [])
            #expect(connections == ["mijnklantportaal", "usercom", "ippanel"])
            #expect(!outcome.errors.isEmpty)
        }
    }

    @Test func `a filter narrows the listing to what it says`() async throws {
        try await Desk.open { desk in
            let outcome = try await desk.usher.run(
                "tickets",
                "list",
                "--connection",
                "mijnklantportaal",
                "--status",
                "closed",
                "--json"
            )
            #expect(outcome.status == 0, "\(outcome.errors)")
            let tickets = try #require(try outcome.json()["tickets"])
            #expect(tickets.arrayValue?.isEmpty == false)
            #expect(Set(tickets.texts("status")) == ["closed"])
            #expect(Set(tickets.texts("connection")) == ["mijnklantportaal"])
        }
    }

    @Test func `a limit stops the listing`() async throws {
        try await Desk.open { desk in
            let outcome = try await desk.usher.run("tickets", "list", "--limit", "3", "--json")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try outcome.json()["tickets"]?.arrayValue?.count == 3)
        }
    }

    @Test func `raw shows what the provider sent`() async throws {
        try await Desk.open { desk in
            let arguments = ["tickets", "list", "--connection", "ippanel", "--limit", "1", "--json"]
            let plain = try await desk.usher.run(arguments)
            #expect(try plain.json()["tickets"]?[0]?["raw"] == nil)
            let raw = try await desk.usher.run(arguments + ["--raw"])
            #expect(try raw.json()["tickets"]?[0]?["raw"]?.objectValue?.isEmpty == false)
        }
    }

    @Test func `people get a table, without colours where there is no terminal`() async throws {
        try await Desk.open { desk in
            let outcome = try await desk.usher.run("tickets", "list", "--connection", "usercom")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.hasPrefix("TICKET "))
            #expect(!outcome.output.contains("\u{1B}"))
            #expect(outcome.errors.isEmpty)
        }
    }

    @Test(arguments: [
        (Fault.Kind.garbage, 1, "protocol"),
        (.truncatedJSON, 1, "protocol"),
        (.empty, 1, "protocol"),
        (.huge(bytes: 60_000_000), 1, "protocol"),
        (.status(503), 1, "transient"),
        (.status(403), 5, "forbidden"),
    ])
    func `what a provider answers amiss is told`(fault: Fault.Kind, status: Int32, kind: String) async throws {
        try await Desk.open { desk in
            await desk.fleet[.klinkcx].order(Fault(fault, times: 100))
            let outcome = try await desk.usher.run("tickets", "list", "--connection", "klinkcx", "--json")
            #expect(outcome.status == status)
            let errors = try #require(try outcome.json()["errors"])
            #expect(errors.texts("kind") == [kind])
            #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        }
    }

    @Test func `nothing listening is a transient failure`() async throws {
        try await Desk.open { desk in
            await desk.fleet[.ippanel].stop()
            let outcome = try await desk.usher.run("tickets", "list", "--connection", "ippanel", "--json")
            #expect(outcome.status == 1)
            #expect(try outcome.json()["errors"]?.texts("kind") == ["transient"])
        }
    }
}
