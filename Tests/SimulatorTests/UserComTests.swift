import Simulator
import Testing

struct UserComTests {
    @Test func `the next URL leads through all rows, each once, even when rows are inserted`() async throws {
        let options = SimulatorOptions.fixed(ticketCount: 25) {
            $0.largestPage = 10
            $0.insertsBetweenPages = true
        }
        try await withSimulator(.usercom, options: options) { simulator, wire in
            var json = try await wire.send(.GET, "/tickets/").json
            var ids = json["results"]?.ids ?? []
            while let next = json["next"]?.text {
                #expect(next.hasPrefix("\(wire.address.baseURL)/tickets/?cursor="))
                json = try await wire.get(url: next).json
                ids += json["results"]?.ids ?? []
            }
            #expect(ids.count == 25)
            #expect(Set(ids).count == 25)
            let previous = try #require(json["previous"]?.text)
            #expect(try await wire.get(url: previous).json["results"]?.ids == Array(ids[10..<20]))
            #expect(await simulator.books().insertedIDs.count == 3)
        }
    }

    @Test(
        arguments: [
            (UserComOptions.StatusFilter.status, "?status=closed", ["closed"]),
            (.flag, "?closed", ["closed"]),
            (.both, "?closed=", ["closed"]),
            (.flag, "?status=closed", ["active", "archived", "closed", "draft"]),
            (.status, "?closed", ["active", "archived", "closed", "draft"]),
            (.none, "?status=closed", ["active", "archived", "closed", "draft"]),
        ]
    )
    func `a status filters only in the form that is understood`(
        filter: UserComOptions.StatusFilter,
        query: String,
        statuses: [String]
    ) async throws {
        let options = SimulatorOptions.fixed { $0.userCom.statusFilter = filter }
        try await withSimulator(.usercom, options: options) { _, wire in
            let rows = try await wire.send(.GET, "/tickets/\(query)").json["results"]?.elements ?? []
            #expect(Set(rows.compactMap { $0["status"]?.text }).sorted() == statuses)
        }
    }

    @Test func `a URL without its slash is sent on when it reads and refused when it writes`() async throws {
        try await withSimulator(.usercom) { simulator, wire in
            let read = try await wire.send(.GET, "/tickets?status=active")
            #expect(read.status == 301)
            #expect(read.headers["Location"] == ["/api/public/tickets/?status=active"])
            #expect(try await wire.send(.POST, "/tickets", json: ["name": "x"]).status == 404)
            #expect(await simulator.books().violationCounts == [.trailingSlash: 2])
        }
    }

    @Test func `the version header is required`() async throws {
        try await withSimulator(.usercom) { simulator, wire in
            let reply = try await wire.send(
                .GET,
                "/tickets/",
                headers: [("Authorization", "Token \(wire.address.token)"), ("Accept", "application/json")]
            )
            #expect(reply.status == 406)
            #expect(reply.json == ["detail": "Invalid version in \"Accept\" header."])
            #expect(await simulator.books().violationCounts == [.versionHeader: 1])
        }
    }

    @Test func `the word before the key is Token`() async throws {
        try await withSimulator(.usercom) { simulator, wire in
            let wrong = [("Authorization", "Bearer \(wire.address.token)"), ("Accept", "*/*; version=2")]
            let reply = try await wire.send(.GET, "/tickets/", headers: wrong)
            #expect(reply.status == 401)
            #expect(reply.json == ["detail": "Invalid token."])
            #expect(await simulator.books().violationCounts == [.authorizationForm: 1])
            let none = try await wire.send(.GET, "/tickets/", headers: [("Accept", "*/*; version=2")])
            #expect(none.json == ["detail": "Authentication credentials were not provided."])
        }
    }

    @Test func `an update needs id, name and description`() async throws {
        try await withSimulator(.usercom) { simulator, wire in
            let ticket = try #require(await simulator.tickets().first { $0.status == "active" })
            let reply = try await wire.send(.PUT, "/tickets/\(ticket.id)/", json: ["status": "closed"])
            #expect(reply.status == 400)
            #expect(
                reply.json == [
                    "description": ["This field is required."],
                    "id": ["This field is required."],
                    "name": ["This field is required."],
                ]
            )
            #expect(await simulator.ticket(ticket.id) == ticket)
            #expect(await simulator.books().violationCounts == [.missingField: 3])
        }
    }

    @Test func `a write answers with numbers where a list has objects`() async throws {
        try await withSimulator(.usercom) { simulator, wire in
            let ticket = try #require(await simulator.tickets().first { $0.status == "active" })
            let order: JSON = [
                "id": .integer(ticket.number), "name": .string(ticket.subject), "description": .string(ticket.body),
                "status": "closed", "priority": 3, "assigned_to": 2,
            ]
            let reply = try await wire.send(.PUT, "/tickets/\(ticket.id)/", json: order)
            #expect(reply.status == 200)
            #expect(reply.json["assigned_to"] == 2)
            #expect(reply.json["priority"] == 3)
            #expect(reply.json["status"] == "closed")
            #expect(reply.json["closed_at"]?.text != nil)
            #expect(reply.json["status_history"]?.elements.compactMap { $0["status"]?.text } == ["active", "closed"])
            #expect(await simulator.books().violations.isEmpty)
        }
    }

    @Test func `an unknown attribute is created and noted`() async throws {
        try await withSimulator(.usercom) { simulator, wire in
            let ticket = try #require(await simulator.tickets().first)
            let order: JSON = [
                "id": .integer(ticket.number), "name": "n", "description": "d", "asigned_to": 2,
            ]
            let reply = try await wire.send(.PUT, "/tickets/\(ticket.id)/", json: order)
            #expect(reply.status == 200)
            #expect(reply.json["attributes"] == [["name": "asigned_to", "value": 2]])
            let violation = try #require(await simulator.books().violations.first)
            #expect(violation.kind == .createdAttribute)
            #expect(violation.detail == "created attribute \"asigned_to\"")
            #expect(violation.request == "PUT /api/public/tickets/\(ticket.id)/")
        }
    }

    @Test func `a custom id is taken once`() async throws {
        try await withSimulator(.usercom) { simulator, wire in
            let order: JSON = [
                "name": "Zwrot", "description": "Opis", "due_date": "2027-01-01T00:00:00Z", "custom_id": "usher-1",
            ]
            let first = try await wire.send(.POST, "/tickets/", json: order)
            #expect(first.status == 201)
            #expect(first.json["status"] == "draft")
            #expect(first.json["custom_id"] == "usher-1")
            let second = try await wire.send(.POST, "/tickets/", json: order)
            #expect(second.status == 400)
            #expect(second.json == ["custom_id": ["ticket with this custom id already exists."]])
            #expect(await simulator.books().createdIDs.count == 1)
            #expect(await simulator.books().violationCounts == [.duplicateCustomID: 1])
        }
    }

    @Test(
        arguments: [
            (["due_date": "2020-01-01T00:00:00Z"], ["due_date": ["Date must be in the future."]]),
            (["status": "done"], ["status": ["\"done\" is not a valid choice."]]),
            (["priority": 9], ["priority": ["Invalid pk \"9\" - object does not exist."]]),
            (["assigned_to": "Bob"], ["assigned_to": ["Incorrect type. Expected pk value."]]),
        ] as [(JSON, JSON)]
    )
    func `a value that is not taken is named`(change: JSON, problems: JSON) async throws {
        try await withSimulator(.usercom) { simulator, wire in
            var members: [JSON.Member] = [
                .init("name", "n"), .init("description", "d"), .init("due_date", "2027-01-01T00:00:00Z"),
            ]
            for member in change.members {
                members.removeAll { $0.key == member.key }
                members.append(member)
            }
            let reply = try await wire.send(.POST, "/tickets/", json: .object(members))
            #expect(reply.status == 400)
            #expect(reply.json == problems)
            #expect(await simulator.books().createdIDs == [])
        }
    }

    @Test(arguments: [true, false])
    func `a ticket alone exists by option only`(exists: Bool) async throws {
        let options = SimulatorOptions.fixed { $0.userCom.hasGetByPath = exists }
        try await withSimulator(.usercom, options: options) { simulator, wire async throws in
            #expect(try await wire.send(.GET, "/tickets/1/").status == (exists ? 200 : 404))
            #expect(await simulator.books().violations.isEmpty == exists)
        }
    }
}
