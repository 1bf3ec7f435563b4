import Engine
import PluginHost
import Testing
import TicketModel

extension RealProviderTests {
    /// What the plugin for Request Tracker promises beyond what every provider does.
    struct RequestTrackerTests {
        private let server = RequestTrackerDesk.server

        private static let values = [
            "o'brien", "a\\", "\\'", "' OR id > 0 OR Subject = '", "') OR (id > 0", "x\" OR \"1\"=\"1",
            "\\\\' OR 1=1", "CF.{Severity}", "cf.Tags", "__CurrentUser__", "__Active__", "NULL", "''", "--", "票",
        ]

        @Test func `no value of a filter leads out of its quotes`() async throws {
            let word = RequestTrackerDesk.word()
            let raw = try server.raw()
            let other = try await RequestTrackerDesk.ticket("\(word) other")
            var ids: [String: String] = [:]
            for value in Self.values {
                let id = try await RequestTrackerDesk.ticket("\(word)\(value)")
                try await raw.change(id, RawChange(tags: [value + word, value]))
                ids[value] = id
            }
            try await RealBench.run(server) { bench in
                for value in Self.values {
                    let id = try #require(ids[value])
                    var tagged = TicketFilter()
                    tagged.tags = [value + word]
                    #expect(await bench.list(tagged).ids == [id], "the tag \(value)")
                    tagged.tags = [value]
                    let same = await bench.list(tagged).ids
                    #expect(same.contains(id) && !same.contains(other), "the tag \(value)")
                    #expect(await bench.list(.saying(word + value)).ids.contains(id), "the text \(value)")
                    #expect(await !bench.list(.saying(word + value)).ids.contains(other), "the text \(value)")
                    for key in ["assignee", "requester"] {
                        let filter = try TicketFilter([key: .string(value)], zone: nil)
                        let listing = await bench.list(filter)
                        #expect(listing.failures == [])
                        #expect(listing.ids.isEmpty, "\(key) \(value)")
                    }
                    var status = TicketFilter()
                    status.statuses = [.raw(value)]
                    #expect(await bench.list(status).ids.isEmpty, "the status \(value)")
                }
            }
        }

        @Test func `a write to a ticket that was changed meanwhile is a conflict`() async throws {
            let id = try await RequestTrackerDesk.ticket()
            try await RealBench.run(server) { bench in
                let known = try await bench.get(id)
                #expect(known.version.value?.isEmpty == false)
                try await bench.raw.change(id, RawChange(priority: "50"))
                for action in [
                    Effect.Action.setStatus(.normalised(.solved)), .reply("Hello"), .note("Hello"), .addTags(["x"]),
                    .assign("bot"), .setPriority(.normalised(.low)),
                ] {
                    let failure = await bench.failure { try await bench.write(action, on: id, knowing: known) }
                    #expect(failure?.kind == .conflict, "\(action)")
                }
                let read = try await bench.raw.read(id)
                #expect(read.status == "new")
                #expect(read.messages.count == 1)
            }
        }

        @Test func `one write after the other knows the ticket's new version`() async throws {
            let id = try await RequestTrackerDesk.ticket()
            try await RealBench.run(server) { bench in
                var known = try await bench.get(id)
                for action in [
                    Effect.Action.addTags(["x"]), .reply("Hello"), .note("Hello"), .assign("bot"),
                    .setPriority(.normalised(.high)), .setStatus(.normalised(.solved)),
                ] {
                    let outcome = try await bench.write(action, on: id, knowing: known)
                    let ticket = try #require(outcome.ticket, "\(action)")
                    #expect(ticket.version != known.version, "\(action)")
                    #expect(ticket.requester == known.requester)
                    known = ticket
                }
                let read = try await bench.raw.read(id)
                #expect(read.status == "resolved")
                #expect(read.messages.map(\.text) == ["Since noon", "Hello", "Hello"])
            }
        }

        @Test func `a message takes no condition from RT, not even a true one`() async throws {
            let id = try await RequestTrackerDesk.ticket()
            let curl = try server.curl()
            let version = try #require(try await curl.get("/ticket/\(id)").header("ETag"))
            let message = Array(#"{"Content":"Hello","ContentType":"text/plain"}"#.utf8)
            let headers = ["Content-Type: application/json", "If-Match: \(version)"]
            let answer = try await curl.send("POST", "/ticket/\(id)/correspond", body: message, headers: headers)
            #expect(answer.status == 412)
        }

        @Test func `a deleted ticket is told so, and no message brings it back`() async throws {
            let word = RequestTrackerDesk.word()
            let id = try await RequestTrackerDesk.ticket(word)
            try await RealBench.run(server) { bench in
                try await bench.raw.delete(id)
                let ticket = try await bench.get(id)
                #expect(ticket.deleted)
                #expect(await bench.list(.saying(word)).tickets == [])
                let failure = await bench.failure { try await bench.write(.reply("Hello"), on: id) }
                #expect(failure?.kind == .notAllowed)
                let read = try await bench.raw.read(id)
                #expect(read.status == "deleted")
            }
        }

        @Test func `a refusal of a status names what the server offers instead`() async throws {
            let id = try await RequestTrackerDesk.ticket()
            try await RealBench.run(server) { bench in
                let failure = await bench.failure { try await bench.write(.setStatus(.raw("odd")), on: id) }
                #expect(
                    failure?.fields["status"]?.first
                        == "stays new; from here it offers open, resolved, rejected, deleted"
                )
                // What it does not offer it may take all the same.
                try await bench.write(.setStatus(.normalised(.pending)), on: id)
                let read = try await bench.raw.read(id)
                #expect(read.status == "stalled")
            }
        }

        @Test func `a search by time finds what it must in every time zone of RT's user`() async throws {
            let word = RequestTrackerDesk.word()
            let id = try await RequestTrackerDesk.ticket(word)
            let admin = try server.curl(as: .admin)
            for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"] {
                _ = try await admin.change("PUT", "/user/bot", ["Timezone": .string(zone)])
                for settings: [String: JSONValue] in [["timezone": .null], ["timezone": .string(zone)]] {
                    try await RealBench.run(server, settings: settings) { bench in
                        let ticket = try await bench.get(id)
                        let created = try #require(ticket.createdAt.value)
                        var filter = TicketFilter.saying(word)
                        filter.createdAfter = .at(created)
                        filter.updatedAfter = .at(created)
                        filter.createdBefore = .at(created + TimeSpan(microseconds: 1))
                        #expect(await bench.list(filter).ids == [id], "\(zone)")
                        filter.createdAfter = .at(created + TimeSpan(microseconds: 1))
                        #expect(await bench.list(filter).ids == [], "\(zone)")
                    }
                }
            }
        }

        @Test func `what was sent is found again, and what was not is proven absent`() async throws {
            let id = try await RequestTrackerDesk.ticket()
            try await RealBench.run(server) { bench in
                let sentAt = RealBench.now()
                let new = NewTicket(subject: "Made once \(RequestTrackerDesk.word())", text: "Hello\nthere")
                let actions: [Effect.Action] = [
                    .reply("One & <two>\n\nthree"), .note("Inside \u{e9}"), .create(connection: "desk", new),
                ]
                for action in actions {
                    var ticket: String?
                    if case .create = action {} else { ticket = id }
                    let known = ticket.map { Ticket(id: bench.ticketID($0), provider: server.rawValue) }
                    let effect = Effect(ticket: known?.id, action: action)
                    let landed = { () async throws -> Bool? in
                        try await bench.connector.landed(effect, on: known, key: "key", sentAt: sentAt)
                    }
                    let before = try await landed()
                    #expect(before == false, "\(action)")
                    try await bench.write(action, on: ticket)
                    let after = try await landed()
                    #expect(after == true, "\(action)")
                }
            }
        }
    }
}
