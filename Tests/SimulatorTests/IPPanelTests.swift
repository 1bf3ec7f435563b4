import Simulator
import Testing

struct IPPanelTests {
    @Test func `a refused token is told in Persian`() async throws {
        try await withSimulator(.ippanel) { simulator, wire in
            let reply = try await wire.send(.GET, "/api/ticket", headers: [("Authorization", "wrong")])
            #expect(reply.status == 401)
            let meta: JSON = [
                "errors": [:],
                "message": "اطلاعات وارد شده صحیح نمی باشد",
                "message_code": "400-1",
                "message_parameters": [],
                "status": false,
            ]
            #expect(reply.json == ["data": .null, "meta": meta])
            #expect(await simulator.books().violations.isEmpty)
            let bearer = [("Authorization", "Bearer \(wire.address.token)")]
            #expect(try await wire.send(.GET, "/api/ticket", headers: bearer).status == 401)
            #expect(await simulator.books().violationCounts == [.authorizationForm: 1])
        }
    }

    @Test(arguments: ["state_id=", "state_id=null", "username=", "ticket_id=", "category_id=", "sub_category_id="])
    func `an empty filter is refused`(query: String) async throws {
        try await withSimulator(.ippanel) { simulator, wire in
            let reply = try await wire.send(.GET, "/api/ticket?\(query)")
            #expect(reply.status == 422)
            #expect(reply.json["meta"]?["message_code"] == "400-2")
            #expect(reply.json["meta"]?["errors"]?.keys == [String(query.prefix { $0 != "=" })])
            #expect(await simulator.books().violationCounts == [.emptyFilter: 1])
        }
    }

    @Test(
        arguments: [
            "state_id=3", "category_id=12", "sub_category_id=20", "username=sampleuser", "ticket_id=100003",
            "state_id=2&category_id=10",
        ]
    )
    func `filters narrow the list`(query: String) async throws {
        try await withSimulator(.ippanel) { simulator, wire in
            let wanted = await simulator.tickets().filter { ticket in
                switch query {
                case "state_id=3": ticket.status == "3"
                case "category_id=12": ticket.category == 12
                case "sub_category_id=20": ticket.category == 10
                case "username=sampleuser": ticket.requester?.name == "sampleuser"
                case "ticket_id=100003": ticket.id == "100003"
                default: ticket.status == "2" && ticket.category == 10
                }
            }.map(\.id)
            #expect(!wanted.isEmpty)
            let json = try await wire.send(.GET, "/api/ticket?\(query)&per_page=100").json
            #expect(json["data"]?.ids.sorted() == wanted.sorted())
            #expect(json["meta"]?["total"] == .integer(wanted.count))
        }
    }

    @Test func `a page holds a thousand rows at most`() async throws {
        try await withSimulator(.ippanel, options: .fixed(ticketCount: 1_200)) { simulator, wire in
            let json = try await wire.send(.GET, "/api/ticket?page=2&per_page=1000").json
            #expect(json["data"]?.elements.count == 200)
            #expect(json["meta"]?["last_page"] == 2)
            #expect(json["meta"]?["from"] == 1_001)
            #expect(json["meta"]?["to"] == 1_200)
            #expect(try await wire.send(.GET, "/api/ticket?per_page=1001").status == 422)
            #expect(await simulator.books().violationCounts == [.badPage: 1])
            #expect(try await wire.send(.GET, "/api/ticket").json["data"]?.elements.count == 10)
        }
    }

    @Test func `a reply is a multipart form and moves the ticket to answered`() async throws {
        try await withSimulator(.ippanel) { simulator, wire in
            let ticket = try #require(await simulator.tickets().first { $0.status == "2" })
            let json: JSON = ["ticket_id": .integer(ticket.number), "description": "سلام"]
            #expect(try await wire.send(.POST, "/api/ticket/interaction", json: json).status == 422)
            #expect(await simulator.books().violationCounts == [.bodyFormat: 1])
            #expect(await simulator.ticket(ticket.id) == ticket)

            let form = [("ticket_id", nil, ticket.id), ("description", nil, "سلام"), ("file", "a.png", "png")]
            let reply = try await wire.send("/api/ticket/interaction", form: form)
            #expect(reply.status == 200)
            #expect(reply.json["meta"]?["message"] == "انجام شد")
            #expect(reply.json["data"]?["ticket"]?["id"] == .integer(ticket.number))
            let interaction = try #require(reply.json["data"]?["interaction_id"])
            let shown = try await wire.send(.GET, "/api/ticket/show?ticket_id=\(ticket.id)").json["data"]
            #expect(shown?["state_id"] == 3)
            let last = try #require(shown?["interactions"]?.elements.last)
            #expect(last["id"] == interaction)
            #expect(last["description"] == "سلام")
            #expect(last["attachment"] == "https://storage.example.com/sampleagent/ticket/a.png")
            #expect(last["private"] == 0)
        }
    }

    @Test func `what is missing is named, the first in the message`() async throws {
        try await withSimulator(.ippanel) { _, wire in
            let reply = try await wire.send("/api/ticket/interaction", form: [("file", "a.zip", "zip")])
            #expect(reply.status == 422)
            let meta = try #require(reply.json["meta"])
            #expect(meta["message"] == "تکمیل گزینه ticket id الزامی است (و 1 خطای دیگر)")
            #expect(
                meta["errors"] == [
                    "description": ["تکمیل گزینه description الزامی است"],
                    "ticket_id": ["تکمیل گزینه ticket id الزامی است"],
                ]
            )
            let show = try await wire.send(.GET, "/api/ticket/show")
            #expect(show.status == 422)
            #expect(show.json["meta"]?["message"] == "تکمیل گزینه ticket id الزامی است")
        }
    }

    @Test func `a file of another kind is refused`() async throws {
        try await withSimulator(.ippanel) { _, wire in
            let form = [("ticket_id", nil, "100001"), ("description", nil, "x"), ("file", "virus.exe", "MZ")]
            let reply = try await wire.send("/api/ticket/interaction", form: form)
            #expect(reply.status == 422)
            #expect(reply.json["meta"]?["errors"]?.keys == ["file"])
        }
    }

    @Test func `a ticket is created from a form`() async throws {
        try await withSimulator(.ippanel) { simulator, wire in
            let form: [(name: String, fileName: String?, text: String)] = [
                ("subject", nil, "عنوان تیکت"), ("category_id", nil, "11"), ("description", nil, "متن تیکت"),
                ("sms_notification", nil, "1"),
            ]
            let reply = try await wire.send("/api/ticket", form: form)
            #expect(reply.status == 200)
            let id = try #require(reply.json["data"]?["ticket_id"]?.integerValue)
            #expect(await simulator.ticket(String(id))?.subject == "عنوان تیکت")
            #expect(await simulator.books().createdIDs == [String(id)])
            let unknown =
                [("subject", nil, "s"), ("category_id", nil, "99"), ("description", nil, "d")]
                as [(name: String, fileName: String?, text: String)]
            #expect(try await wire.send("/api/ticket", form: unknown).status == 422)
        }
    }
}
