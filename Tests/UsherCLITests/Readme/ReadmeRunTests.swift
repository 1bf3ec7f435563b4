import Simulator
import Testing
import TicketModel

struct ReadmeRunTests {
    @Test func `in shadow the automation asks, and nothing is sent`() async throws {
        try await ReadmeDesk.open { desk in
            let outcome = try await desk.usher.run("run", "wrap-up", "--json")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let considered = try #require(try outcome.json()["considered"])
            #expect(considered.texts("ticket") == ["acme/7"])
            #expect(considered[0]?["effects"]?.texts("kind") == ["reply", "status", "notify"])
            #expect(considered[0]?["deliveries"]?.texts("outcome") == ["recorded", "recorded", "recorded"])
            #expect(desk.acme.books.writes == [])
            #expect(desk.sink.bodies == [])
        }
    }

    @Test func `live it replies, solves and tells people, once each`() async throws {
        try await ReadmeDesk.open { desk in
            let outcome = try await desk.usher.run("run", "wrap-up", "--mode", "live", "--json")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let ticket = try #require(desk.acme.books.ticket(7))
            #expect(ticket.state == "done")
            #expect(
                ticket.entries.map(\.text)
                    == ["It works. Thank you!", "Dear Ana, we have not heard from you and solve this."]
            )
            #expect(desk.acme.books.writes == ["POST /v2/tickets/7/entries", "PUT /v2/tickets/7/state"])
            #expect(desk.sink.bodies == [#"{"text":"Solved acme/7, No dial tone."}"#])
        }
    }

    @Test(arguments: [["--ticket", "acme/7"], ["--event", "event.json"]])
    func `its trigger solves the ticket of a requester who says thanks`(subject: [String]) async throws {
        try await ReadmeDesk.open { desk in
            let outcome = try await desk.usher.run(["run", "wrap-up"] + subject + ["--mode", "live", "--json"])
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try outcome.json()["considered"]?[0]?["fired"] == true)
            #expect(desk.acme.books.ticket(7)?.state == "done")
            #expect(desk.acme.books.writes == ["PUT /v2/tickets/7/state"])
        }
    }
}
