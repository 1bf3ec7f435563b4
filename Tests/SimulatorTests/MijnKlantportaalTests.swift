import Foundation
import Simulator
import Testing

struct MijnKlantportaalTests {
    @Test func `pages end with a null URL and never tell a total`() async throws {
        try await withSimulator(.mijnklantportaal, options: .fixed(ticketCount: 40)) { _, wire in
            var ids: [String] = []
            var page = 1
            while true {
                let json = try await wire.send(.GET, "/tickets?page=\(page)").json
                #expect(json["current_page"] == .integer(page))
                ids += json["data"]?.ids ?? []
                guard json["next_page_url"] != .null else { break }
                page += 1
            }
            #expect(page == 3)
            #expect(Set(ids).count == 40)
            let beyond = try await wire.send(.GET, "/tickets?page=4").json
            #expect(beyond["data"] == [])
            #expect(beyond["from"] == .null)
            #expect(beyond["next_page_url"] == .null)
        }
    }

    @Test func `whoever follows the stray comma gets the first page again and is noted`() async throws {
        try await withSimulator(.mijnklantportaal, options: .fixed(ticketCount: 16)) { simulator, wire in
            let url = try #require(try await wire.send(.GET, "/tickets").json["next_page_url"]?.text)
            let reply = try await wire.get(url: url)
            #expect(reply.json["current_page"] == 1)
            let violation = try #require(await simulator.books().violations.first)
            #expect(violation.kind == .badPage)
            #expect(violation.detail == "page=2,")
            #expect(violation.request == "GET /v1/tickets")
        }
    }

    @Test(arguments: [nil, "Bearer wrong", "Basic abc"])
    func `a request without the right token is refused`(value: String?) async throws {
        try await withSimulator(.mijnklantportaal) { simulator, wire in
            let reply = try await wire.send(.GET, "/tickets", headers: value.map { [("Authorization", $0)] } ?? [])
            #expect(reply.status == 401)
            #expect(reply.json == ["message": "Unauthenticated."])
            let counts = await simulator.books().violationCounts
            #expect(counts == (value == "Basic abc" ? [.authorizationForm: 1] : [:]))
        }
    }

    @Test func `the limit of sixty a minute bites and tells when it ends`() async throws {
        let clock = HandMovedClock()
        let options = SimulatorOptions { clock.now }
        try await withSimulator(.mijnklantportaal, options: options) { simulator, wire in
            for remaining in (0..<60).reversed() {
                let reply = try await wire.send(.GET, "/webhooks")
                #expect(reply.status == 200)
                #expect(reply.headers["X-RateLimit-Limit"] == ["60"])
                #expect(reply.headers["X-RateLimit-Remaining"] == [String(remaining)])
                #expect(reply.headers["retry-after"].isEmpty)
            }
            clock.advance(by: 20)
            let limited = try await wire.send(.GET, "/webhooks")
            #expect(limited.status == 429)
            #expect(limited.json == ["code": 429, "message": "Too many requests."])
            #expect(limited.headers["retry-after"] == ["40"])
            #expect(limited.headers["x-ratelimit-reset"] == ["1790000060"])
            #expect(limited.headers["X-RateLimit-Remaining"] == ["0"])
            #expect(await simulator.books().limitedCount == 1)
            clock.advance(by: 40)
            #expect(try await wire.send(.GET, "/webhooks").status == 200)
        }
    }

    @Test func `a reply reopens a closed ticket and answers with the whole thread`() async throws {
        try await withSimulator(.mijnklantportaal) { simulator, wire in
            let ticket = try #require(await simulator.tickets().first { $0.status == "closed" })
            let reply = try await wire.send(.POST, "/tickets/\(ticket.id)", json: ["message": "<p>Nog iets?</p>"])
            #expect(reply.status == 200)
            #expect(reply.json["status"] == "open")
            #expect(reply.json["messages"]?.elements.last?["message"] == "<p>Nog iets?</p>")
            #expect(reply.json["messages"]?.elements.last?["isPostedByCustomer"] == false)
            let after = try #require(await simulator.ticket(ticket.id))
            #expect(after.messages.count == ticket.messages.count + 1)
            #expect(after.statusHistory.map(\.status) == ["open", "closed", "open"])
            #expect(await simulator.books().violations.isEmpty)
        }
    }

    @Test func `closing takes no body`() async throws {
        try await withSimulator(.mijnklantportaal) { simulator, wire in
            let ticket = try #require(await simulator.tickets().first { $0.status == "open" })
            let withBody = try await wire.send(.PATCH, "/tickets/\(ticket.id)", json: ["status": "closed"])
            #expect(withBody.status == 422)
            #expect(await simulator.ticket(ticket.id)?.status == "open")
            #expect(await simulator.books().violationCounts == [.unexpectedBody: 1])
            let reply = try await wire.send(.PATCH, "/tickets/\(ticket.id)")
            #expect(reply.status == 200)
            #expect(reply.json["status"] == "closed")
            #expect(await simulator.ticket(ticket.id)?.status == "closed")
        }
    }

    @Test func `a ticket from live chat takes no reply`() async throws {
        try await withSimulator(.mijnklantportaal) { simulator, wire in
            let chat = try #require(await simulator.tickets().first { $0.channel == "chat" })
            let reply = try await wire.send(.POST, "/tickets/\(chat.id)", json: ["message": "Ja!"])
            #expect(reply.status == 422)
            #expect(
                reply.json == [
                    "message": "You can not add a message to a ticket created from live chat via the API."
                ]
            )
            #expect(await simulator.ticket(chat.id) == chat)
            #expect(await simulator.books().violationCounts == [.chatTicket: 1])
        }
    }

    @Test func `a file is taken within five minutes after its message`() async throws {
        let clock = HandMovedClock()
        try await withSimulator(.mijnklantportaal, options: SimulatorOptions { clock.now }) { simulator, wire in
            let id = await simulator.insert(NewTicket(subject: "Bestand", body: "<p>Zie bijlage</p>"))
            let message = try #require(await simulator.ticket(id)?.messages.first?.id)
            let path = "/tickets/\(id)/message/\(message)/attachment"
            clock.advance(by: 300)
            let reply = try await wire.send(path, form: [("attachment", "foto.png", "0123456789")])
            #expect(reply.status == 200)
            let file = try #require(reply.json["messages"]?[0]?["attachments"]?[0])
            #expect(file["name"] == "foto.png")
            #expect(file["size"] == 10)
            #expect(file["mime"] == "image/png")
            #expect(file["id"]?.text?.hasPrefix("tma_") == true)
            clock.advance(by: 1)
            #expect(try await wire.send(path, form: [("attachment", "laat.png", "x")]).status == 422)
            #expect(await simulator.books().violationCounts == [.lateAttachment: 1])
        }
    }

    @Test func `without the licence every ticket path answers 426`() async throws {
        let options = SimulatorOptions.fixed { $0.mijnKlantportaal.isLicensed = false }
        try await withSimulator(.mijnklantportaal, options: options) { _, wire in
            for path in ["/tickets", "/tickets/tic_abc12345def678"] {
                let reply = try await wire.send(.GET, path)
                #expect(reply.status == 426)
                #expect(reply.json == ["message": "The ticketing system is not available in the current license"])
            }
            #expect(try await wire.send(.GET, "/webhooks").status == 200)
        }
    }

    @Test func `webhooks are created, listed, read and deleted`() async throws {
        try await withSimulator(.mijnklantportaal) { simulator, wire in
            let order: JSON = ["url": "https://usher.example/hooks", "type": "ticket-created"]
            let created = try await wire.send(.POST, "/webhooks", json: order)
            #expect(created.status == 201)
            #expect(created.keys == ["createdAt", "id", "secret", "type", "url"])
            let id = try #require(created.json["id"]?.text)
            #expect(try await wire.send(.GET, "/webhooks").json["data"]?.ids == [id])
            #expect(try await wire.send(.GET, "/webhooks/\(id)").json == created.json)
            #expect(try await wire.send(.DELETE, "/webhooks/\(id)").status == 204)
            #expect(try await wire.send(.GET, "/webhooks/\(id)").status == 404)
            #expect(await simulator.books().violations.isEmpty)
            let unknown = try await wire.send(.POST, "/webhooks", json: ["url": "https://a.example", "type": "closed"])
            #expect(unknown.status == 422)
        }
    }

    @Test func `a webhook tells of its own type of event, with the secret in its header`() async throws {
        let sink = NotificationSink()
        let url = try await sink.start()
        try await withSimulator(.mijnklantportaal) { simulator, wire in
            let order: JSON = ["url": .string(url), "type": "ticket-created"]
            let created = try await wire.send(.POST, "/webhooks", json: order)
            let id = await simulator.insert(NewTicket(subject: "Hello", body: "<p>Help</p>"))
            await simulator.addMessage("Anybody?", to: id)
            let later = await simulator.insert(NewTicket(subject: "Again", body: "<p>Help</p>"))
            let posts = await sink.posts(2)
            #expect(posts.map { JSON(parsing: Array($0.body.utf8))?["data"]?["ticketId"]?.text } == [id, later])
            #expect(posts.map(\.signature) == Array(repeating: created.json["secret"]?.text, count: 2))
        }
        await sink.stop()
    }

    @Test func `what no page lists is refused and noted`() async throws {
        try await withSimulator(.mijnklantportaal) { simulator, wire async throws in
            #expect(try await wire.send(.POST, "/tickets", json: ["title": "New"]).status == 405)
            #expect(try await wire.send(.GET, "/tickets/").status == 404)
            #expect(try await wire.send(.GET, "/customers").status == 404)
            #expect(await simulator.books().violationCounts == [.noSuchEndpoint: 2])
            #expect(try await wire.send(.GET, "/tickets/tic_unknown").status == 404)
        }
    }

    @Test func `a token that may only read is forbidden to write`() async throws {
        let options = SimulatorOptions.fixed { $0.isReadOnly = true }
        try await withSimulator(.mijnklantportaal, options: options) { simulator, wire in
            let ticket = try #require(await simulator.tickets().first)
            #expect(try await wire.send(.GET, "/tickets/\(ticket.id)").status == 200)
            #expect(try await wire.send(.PATCH, "/tickets/\(ticket.id)").status == 403)
            #expect(await simulator.ticket(ticket.id) == ticket)
        }
    }
}
