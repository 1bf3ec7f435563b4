import Testing
import TicketModel

struct ReadmeExampleTests {
    @Test func `the README has a provider, an automation, their specs, and a configuration`() throws {
        #expect(
            try Set(Readme().files.keys) == [
                "usher.yaml",
                "plugins/providers/acme-desk/init.lua",
                "plugins/providers/acme-desk/spec/acme_desk_spec.lua",
                "plugins/automations/wrap-up/init.lua",
                "plugins/automations/wrap-up/spec/wrap_up_spec.lua",
            ]
        )
    }

    @Test func `its plugins have no problems, and their specs pass`() async throws {
        try await ReadmeDesk.open { desk in
            let check = try await desk.usher.run("plugins", "check", "plugins", "--json")
            #expect(check.status == 0, "\(check.output)")
            let plugins = try #require(try check.json()["plugins"])
            #expect(plugins.texts("name") == ["acme-desk", "wrap-up"])

            let test = try await desk.usher.run("plugins", "test", "plugins")
            #expect(test.status == 0)
            #expect(test.output == "4 passed, 0 failed\n")
        }
    }

    @Test func `every ticket of every page is listed once`() async throws {
        try await ReadmeDesk.open { desk in
            let outcome = try await desk.usher.run("tickets", "list", "--json")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let ids = try #require(try outcome.json()["tickets"]).texts("id")
            #expect(ids.count == 120)
            #expect(Set(ids) == Set((1...120).map { "acme/\($0)" }))
        }
    }

    @Test func `a status is filtered by the provider, in its own word`() async throws {
        try await ReadmeDesk.open { desk in
            let outcome = try await desk.usher.run("tickets", "list", "--status", "pending", "--json")
            #expect(try outcome.json()["tickets"]?.texts("id") == ["acme/7"])
            #expect(desk.acme.books.requests == ["GET /v2/tickets?page=1&per_page=50&state=waiting"])
        }
    }

    @Test func `a ticket is shown with its messages, in our words`() async throws {
        try await ReadmeDesk.open { desk in
            let outcome = try await desk.usher.run("tickets", "show", "acme/7", "--json")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let document = try outcome.json()
            let ticket = try #require(document["ticket"])
            #expect(ticket["subject"] == "No dial tone")
            #expect(ticket["status"] == "pending")
            #expect(ticket["status_raw"] == "waiting")
            #expect(ticket["requester"]?["email"] == "ana@example.com")
            #expect(ticket["created_at"] == "2024-01-09T08:00:00Z")
            let messages = try #require(document["messages"])
            #expect(messages.texts("body") == ["It works. Thank you!"])
            #expect(messages[0]?["author"]?["kind"] == "requester")
        }
    }

    @Test func `a reply whose answer was lost is found by its key, and not sent again`() async throws {
        try await ReadmeDesk.open { desk in
            desk.acme.loseAnswers()
            let outcome = try await desk.usher.run("tickets", "reply", "acme/8", "--text", "We are on it.", "--json")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try outcome.json()["deliveries"]?.texts("outcome") == ["delivered"])
            #expect(desk.acme.books.ticket(8)?.entries.map(\.text) == ["We are on it."])
            #expect(desk.acme.books.writes == ["POST /v2/tickets/8/entries"])
        }
    }

    @Test func `a status is set in the provider's word, and one that it lacks is refused unsent`() async throws {
        try await ReadmeDesk.open { desk in
            let solved = try await desk.usher.run("tickets", "status", "acme/8", "solved")
            #expect(solved.status == 0, "\(solved.errors)")
            #expect(desk.acme.books.ticket(8)?.state == "done")

            let closed = try await desk.usher.run("tickets", "status", "acme/8", "closed")
            #expect(closed.status == 3)
            #expect(desk.acme.books.writes == ["PUT /v2/tickets/8/state"])
        }
    }

    @Test func `credentials that are refused end with 5, in the provider's own words`() async throws {
        try await ReadmeDesk.open { desk in
            var usher = desk.usher
            usher.environment["ACME_TOKEN"] = "wrong-token"
            let outcome = try await usher.run("tickets", "show", "acme/7", "--json")
            #expect(outcome.status == 5)
            #expect(try outcome.json()["error"]?["provider_message"] == "Who are you?")
            #expect(!(outcome.output + outcome.errors).contains("wrong-token"))
        }
    }
}
