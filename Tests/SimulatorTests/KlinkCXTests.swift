import Simulator
import Testing

struct KlinkCXTests {
    @Test func `pages tell the total, the size and the last page`() async throws {
        try await withSimulator(.klinkcx, options: .fixed(ticketCount: 25)) { _, wire in
            let first = try await wire.send(.GET, "/api/v1/tickets").json
            #expect(first["total"] == 25)
            #expect(first["lastPage"] == 3)
            let last = try await wire.send(.GET, "/api/v1/tickets?page=3&pageSize=10").json
            #expect(last["page"] == 3)
            #expect(last["data"]?.elements.count == 5)
            let wide = try await wire.send(.GET, "/api/v1/tickets?page=1&pageSize=20").json
            #expect(wide["lastPage"] == 2)
            #expect(wide["data"]?.elements.count == 20)
            #expect(try await wire.send(.GET, "/api/v1/tickets?page=9").json["data"] == [])
        }
    }

    @Test func `without a page parameter every page is the first`() async throws {
        let options = SimulatorOptions.fixed(ticketCount: 25) { $0.klinkCX.pageParameter = nil }
        try await withSimulator(.klinkcx, options: options) { _, wire async throws in
            #expect(try await wire.send(.GET, "/api/v1/tickets?page=2").json["page"] == 1)
        }
    }

    @Test func `the scheme word belongs to the token`() async throws {
        try await withSimulator(.klinkcx) { simulator, wire in
            let reply = try await wire.send(
                .GET,
                "/api/v1/tickets",
                headers: [("Authorization", wire.address.token)]
            )
            #expect(reply.status == 401)
            #expect(await simulator.books().violationCounts == [.authorizationForm: 1])
        }
    }

    @Test func `there is no ticket alone`() async throws {
        try await withSimulator(.klinkcx) { simulator, wire in
            let ticket = try #require(await simulator.tickets().first)
            let reply = try await wire.send(.GET, "/api/v1/tickets/\(ticket.id)")
            #expect(reply.status == 404)
            #expect(await simulator.books().violationCounts == [.noSuchEndpoint: 1])
        }
    }

    @Test func `a status is set by PUT`() async throws {
        try await withSimulator(.klinkcx) { simulator, wire in
            let ticket = try #require(await simulator.tickets().first { $0.status == "open" && $0.deletedAt == nil })
            let path = "/api/v1/tickets/\(ticket.id)/status"
            let reply = try await wire.send(.PUT, path, json: ["status": "in progress"])
            #expect(reply.status == 200)
            #expect(reply.json["success"] == true)
            #expect(reply.json["data"]?["status"] == "in progress")
            #expect(await simulator.ticket(ticket.id)?.statusHistory.map(\.status) == ["open", "in progress"])
            let unknown = try await wire.send(.PUT, path, json: ["status": "done"])
            #expect(unknown.status == 422)
            #expect(unknown.json["message"] == "status must be one of: open, in progress, pending, resolved")
            #expect(await simulator.books().violationCounts == [.invalidField: 1])
        }
    }

    @Test func `an update changes what is named and refuses unknown fields`() async throws {
        try await withSimulator(.klinkcx) { simulator, wire in
            let ticket = try #require(await simulator.tickets().first { $0.subject == "Call me back" })
            let path = "/api/v1/tickets/\(ticket.id)"
            let reply = try await wire.send(
                .PATCH,
                path,
                json: ["priority": "high", "customFields": ["cf_calls": 3]]
            )
            #expect(reply.status == 200)
            let after = try #require(await simulator.ticket(ticket.id))
            #expect(after.priority == "high")
            #expect(after.subject == ticket.subject)
            #expect(after.fields == [.init("cf_calls", 3)])
            #expect(try await wire.send(.PATCH, path, json: ["assignee": "me"]).status == 422)
            #expect(await simulator.ticket(ticket.id) == after)
        }
    }

    @Test func `update and status can be moved or absent`() async throws {
        let options = SimulatorOptions.fixed {
            $0.klinkCX.updatePath = "/api/v2/ticket/{id}"
            $0.klinkCX.statusPath = nil
            $0.klinkCX.missingMethodStatus = 405
        }
        try await withSimulator(.klinkcx, options: options) { simulator, wire in
            let id = try #require(await simulator.tickets().first { $0.deletedAt == nil }?.id)
            let change: JSON = ["priority": "low"]
            #expect(try await wire.send(.PATCH, "/api/v1/tickets/\(id)", json: change).status == 404)
            #expect(try await wire.send(.PATCH, "/api/v2/ticket/\(id)", json: change).status == 200)
            #expect(try await wire.send(.PUT, "/api/v2/ticket/\(id)", json: change).status == 405)
            #expect(try await wire.send(.PUT, "/api/v1/tickets/\(id)/status", json: ["status": "open"]).status == 404)
        }
    }

    @Test func `a ticket is created with tag ids and fields by system name`() async throws {
        try await withSimulator(.klinkcx) { simulator, wire in
            let tags = try await wire.send(.GET, "/api/v1/tags").json["data"]?.ids ?? []
            let contact = try #require(try await wire.send(.GET, "/api/v1/contacts").json["data"]?.ids.first)
            let order: JSON = [
                "title": "Barang hilang", "description": "Tolong", "status": "open", "priority": "high",
                "contact_id": .string(contact), "channel": "email", "tags": [.string(tags[1])],
                "customFields": ["cf_trackingid": "Id-7", "cf_date": "2026-09-01"],
            ]
            let reply = try await wire.send(.POST, "/api/v1/tickets", json: order)
            #expect(reply.status == 201)
            #expect(reply.json["success"] == true)
            #expect(reply.json["data"]?["contact_id"] == .string(contact))
            let id = try #require(reply.json["data"]?["id"]?.text)
            #expect(await simulator.books().createdIDs == [id])
            #expect(await simulator.ticket(id)?.tags == ["delivery"])
            #expect(try await wire.send(.GET, "/api/v1/tickets").json["data"]?[0]?["title"] == "Barang hilang")
            #expect(await simulator.books().violations.isEmpty)
        }
    }

    @Test(
        arguments: [
            (["title": "T", "contactId": "x"] as JSON, Violation.Kind.invalidField),
            (["title": "T"] as JSON, .missingField),
            (["contact_id": "x"] as JSON, .missingField),
        ]
    )
    func `a ticket that is not complete is not created`(order: JSON, kind: Violation.Kind) async throws {
        try await withSimulator(.klinkcx) { simulator, wire in
            let reply = try await wire.send(.POST, "/api/v1/tickets", json: order)
            #expect(reply.status == 422)
            #expect(reply.json["success"] == false)
            #expect(await simulator.books().violationCounts == [kind: 1])
            #expect(await simulator.books().createdIDs == [])
        }
    }

    @Test func `a date must be a day`() async throws {
        try await withSimulator(.klinkcx) { simulator, wire in
            let id = try #require(await simulator.tickets().first { $0.deletedAt == nil }?.id)
            let change: JSON = ["customFields": ["cf_date": "23-10-2025"]]
            let reply = try await wire.send(.PATCH, "/api/v1/tickets/\(id)", json: change)
            #expect(reply.status == 422)
            #expect(reply.json["message"] == "customFields.cf_date must be YYYY-MM-DD")
        }
    }

    @Test func `a deleted ticket takes no writes`() async throws {
        try await withSimulator(.klinkcx) { simulator, wire in
            let id = try #require(await simulator.tickets().first { $0.deletedAt != nil }?.id)
            let reply = try await wire.send(.PUT, "/api/v1/tickets/\(id)/status", json: ["status": "open"])
            #expect(reply.status == 404)
        }
    }
}
