import Testing

@testable import Simulator

struct ControlAPITests {
    @Test func `a ticket put in by hand is listed first`() async throws {
        try await withSimulator(.klinkcx) { _, wire in
            let order: JSON = ["subject": "Baru", "body": "Halo", "requester": ["name": "Rina", "email": "r@x.id"]]
            let created = try await wire.control(.POST, "/tickets", json: order)
            #expect(created.status == 201)
            let row = try await wire.send(.GET, "/api/v1/tickets").json["data"]?[0]
            #expect(row?["id"] == created.json["id"])
            #expect(row?["contact"]?["name"] == "Rina")
        }
    }

    @Test func `a message put in by hand is the requester's`() async throws {
        try await withSimulator(.mijnklantportaal) { simulator, wire in
            let ticket = try #require(await simulator.tickets().first { $0.status == "closed" })
            let order: JSON = ["body": "<p>Nog een vraag</p>"]
            let created = try await wire.control(.POST, "/tickets/\(ticket.id)/messages", json: order)
            #expect(created.status == 201)
            let json = try await wire.send(.GET, "/tickets/\(ticket.id)").json
            #expect(json["status"] == "open")
            #expect(json["messages"]?.elements.last?["isPostedByCustomer"] == true)
            #expect(json["messages"]?.elements.last?["id"] == created.json["id"])
            #expect(try await wire.control(.POST, "/tickets/tic_none/messages", json: order).status == 404)
        }
    }

    @Test func `the books tell every request without the token`() async throws {
        try await withSimulator(.usercom) { simulator, wire in
            _ = try await wire.send(.GET, "/tickets/?status=active")
            _ = try await wire.send(.GET, "/tickets/", headers: [("Authorization", "Bearer secret-of-mine")])
            let reply = try await wire.control(.GET, "/books")
            #expect(reply.status == 200)
            #expect(!reply.text.contains(wire.address.token))
            #expect(!reply.text.contains("secret-of-mine"))
            #expect(reply.json["provider"] == "usercom")
            #expect(reply.json["request_count"] == 2)
            #expect(reply.json["violation_counts"] == ["authorizationForm": 1])
            let requests = await simulator.books().requests
            #expect(requests.map(\.path) == ["/api/public/tickets/", "/api/public/tickets/"])
            #expect(requests[0].query == "status=active")
            #expect(requests[0].header("authorization") == "Token <token>")
            #expect(requests[1].header("authorization") == "Bearer <other>")
            #expect(requests.map(\.status) == [200, 401])
            #expect(reply.json["requests"]?[0]?["query"] == "status=active")
        }
    }

    @Test func `tickets are told alike for every provider`() async throws {
        try await withSimulator(.ippanel) { simulator, wire in
            let tickets = try await wire.control(.GET, "/tickets").json["tickets"]
            #expect(tickets?.ids == (await simulator.tickets()).map(\.id))
            #expect(tickets?[0]?["messages"]?[0]?["by_requester"] == false)
        }
    }

    @Test func `faults are ordered and taken back`() async throws {
        try await withSimulator(.klinkcx) { _, wire in
            let orders: JSON = [
                ["kind": "status", "status": 503, "retry_after": 2, "path": "/api/v1/tickets"],
                ["kind": "garbage", "method": "GET", "times": 5],
            ]
            #expect(try await wire.control(.POST, "/faults", json: orders).json == ["ordered": 2])
            let first = try await wire.send(.GET, "/api/v1/tickets")
            #expect(first.status == 503)
            #expect(first.headers["Retry-After"] == ["2"])
            #expect(try await wire.send(.GET, "/api/v1/tickets").text.hasPrefix("<!DOCTYPE"))
            #expect(try await wire.control(.DELETE, "/faults").status == 204)
            #expect(try await wire.send(.GET, "/api/v1/tickets").json["page"] == 1)
        }
    }

    @Test(
        arguments: [
            (["kind": "latency", "milliseconds": 5], .latency(.milliseconds(5))),
            (["kind": "status", "status": 500], .status(500)),
            (["kind": "cut"], .cut),
            (["kind": "cutMidBody"], .cutMidBody),
            (["kind": "commitThenCut"], .commitThenCut),
            (["kind": "garbage"], .garbage),
            (["kind": "truncatedJSON"], .truncatedJSON),
            (["kind": "huge", "bytes": 9], .huge(bytes: 9)),
            (["kind": "slowBody", "bytes_per_second": 3], .slowBody(bytesPerSecond: 3)),
            (["kind": "hang"], .hang),
            (["kind": "empty"], .empty),
        ] as [(JSON, Fault.Kind)]
    )
    func `every kind of fault can be ordered over HTTP`(order: JSON, kind: Fault.Kind) {
        #expect(Fault(ordered: order) == Fault(kind))
    }

    @Test(arguments: [["kind": "fire"], ["kind": "status"], ["kind": "huge", "bytes": 0]] as [JSON])
    func `an order that is no fault is refused as a whole`(order: JSON) async throws {
        try await withSimulator(.klinkcx) { _, wire in
            let reply = try await wire.control(.POST, "/faults", json: [["kind": "cut"], order])
            #expect(reply.status == 400)
            #expect(reply.json["error"]?.text?.hasSuffix("its \"kind\" is unknown or lacks its number.") == true)
            #expect(try await wire.send(.GET, "/api/v1/tickets").status == 200)
        }
    }

    @Test func `a reset brings everything back to the beginning`() async throws {
        try await withSimulator(.mijnklantportaal) { simulator, wire async throws in
            let before = await simulator.tickets()
            await simulator.insert(NewTicket(subject: "x", body: "y"))
            await simulator.order(Fault(.cut, times: 9))
            #expect(try await wire.control(.POST, "/reset").status == 204)
            #expect(await simulator.tickets() == before)
            #expect(await simulator.books() == SimulatorBooks())
            #expect(try await wire.send(.GET, "/tickets").status == 200)
        }
    }

    @Test func `an unknown control path says which there are`() async throws {
        try await withSimulator(.klinkcx) { _, wire in
            let reply = try await wire.control(.GET, "/nothing")
            #expect(reply.status == 404)
            let text = "There is no \"GET /_simulator/nothing\"; see books, tickets, faults and reset."
            #expect(reply.json == ["error": .string(text)])
        }
    }
}
