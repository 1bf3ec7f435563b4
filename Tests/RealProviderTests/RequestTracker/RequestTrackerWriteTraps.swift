import PluginHost
import Testing
import TicketModel

extension RealProviderTests {
    /// The traps of Request Tracker's API that a write falls into.
    struct RequestTrackerWriteTraps {
        private let server = RequestTrackerDesk.server

        // MARK: Trap 1

        @Test(arguments: [
            ("Status", "sparkling", "Status 'sparkling' isn't a valid status for this ticket."),
            ("Owner", "nosuch", "That user does not exist"),
            ("Colour", "blue", nil),
        ])
        func `trap 1: a PUT that fails answers 200`(_ field: String, _ value: String, _ said: String?) async throws {
            let id = try await RequestTrackerDesk.ticket()
            let answer = try await server.curl().send("PUT", "/ticket/\(id)", json: [field: .string(value)])
            #expect(answer.status == 200)
            #expect(try answer.json() == .array(said.map { [.string("Ticket \(id): \($0)")] } ?? []))
        }

        @Test(arguments: [
            (Effect.Action.setStatus(.raw("sparkling")), ErrorKind.invalid, "isn't a valid status", "status"),
            (.assign("nosuch"), .invalid, "That user does not exist", "assignee"),
            (.assign("alice"), .notAllowed, "may not own tickets", "assignee"),
        ])
        func `trap 1: a change that was refused with 200 is a failure, and its outcome is known`(
            _ action: Effect.Action,
            _ kind: ErrorKind,
            _ words: String,
            _ field: String
        ) async throws {
            let id = try await RequestTrackerDesk.ticket()
            try await RealBench.run(server) { bench in
                let before = try await bench.get(id)
                let failure = await bench.failure { try await bench.write(action, on: id, knowing: before) }
                #expect(failure?.kind == kind)
                #expect(failure?.status == 200)
                #expect(failure?.providerMessage?.contains(words) == true)
                #expect(failure?.fields[field] != nil)
                let after = try await bench.get(id)
                #expect(after.version == before.version)
                #expect(after.statusRaw == before.statusRaw)
                #expect(after.assignee == before.assignee)
            }
        }

        @Test func `trap 1: a field that was dropped without a word is a failure`() async throws {
            let id = try await RequestTrackerDesk.ticket()
            try await RealBench.run(server, settings: ["tags_field": "Colours"]) { bench in
                var known = try await bench.get(id)
                #expect(known.tags.isAbsent)
                known.tags = .value([])
                let failure = await bench.failure { try await bench.write(.addTags(["blue"]), on: id, knowing: known) }
                #expect(failure?.kind == .invalid)
                #expect(failure?.fields["tags"] == ["lacks \"blue\""])
                #expect(failure?.providerMessage == nil)
            }
        }

        @Test func `trap 1: a value that a field does not take is a failure`() async throws {
            let id = try await RequestTrackerDesk.ticket()
            try await RealBench.run(server, settings: ["tags_field": "Severity"]) { bench in
                let known = try await bench.get(id)
                let failure = await bench.failure { try await bench.write(.addTags(["none"]), on: id, knowing: known) }
                #expect(failure?.kind == .invalid)
                #expect(failure?.providerMessage == "Invalid value for custom field")
            }
        }

        // MARK: Trap 2

        @Test func `trap 2: what a new ticket cannot have is dropped in silence, and named`() async throws {
            let ticket: JSONValue = [
                "Queue": "Support", "Subject": "Raw", "CustomFields": ["Severity": "none", "Colour": "blue"],
            ]
            let answer = try await server.curl().send("POST", "/ticket", json: ticket)
            #expect(answer.status == 201)

            try await RealBench.run(server) { bench in
                var new = NewTicket(subject: "Dropped", text: "Hello")
                new.requester = "no address"
                new.fields = ["Severity": "none", "Colour": "blue"]
                new.tags = ["kept"]
                let outcome = try await bench.write(.create(connection: "desk", new))
                let id = try #require(outcome.id)
                #expect(
                    outcome.warning
                        == "Ticket \(id) was made without \"Colour\", \"Severity\", \"requester\", which Request Tracker did not take."
                )
                let made = try await bench.raw.read(id)
                #expect(made.subject == "Dropped")
                #expect(made.tags == ["kept"])
                #expect(made.severity == nil)
                #expect(made.requester == nil)
            }
        }

        @Test func `trap 2: a new ticket that has all it was given says nothing`() async throws {
            try await RealBench.run(server) { bench in
                var new = NewTicket(subject: "All \"of\" it's kept \\", text: "Grüße\n票")
                new.requester = "alice@example.org"
                new.priority = .normalised(.high)
                new.fields = ["Severity": "low"]
                new.tags = ["o'ne", "two"]
                new.dueAt = try Timestamp(parsing: "2031-02-03T04:05:06Z", zone: nil)
                let outcome = try await bench.write(.create(connection: "desk", new))
                #expect(outcome.warning == nil)
                let made = try await bench.raw.read(try #require(outcome.id))
                #expect(made.subject == new.subject)
                #expect(made.priority == "100")
                #expect(made.requester == "alice")
                #expect(made.tags.sorted() == ["o'ne", "two"])
                #expect(made.severity == "low")
                #expect(made.messages.map(\.text) == ["Grüße\n票"])
                #expect(outcome.ticket?.dueAt.value == new.dueAt)
            }
        }

        // MARK: Trap 3

        @Test func `trap 3: an unknown queue is answered 403, and told as what it is`() async throws {
            let ticket: JSONValue = ["Queue": "Nowhere", "Subject": "Raw"]
            let answer = try await server.curl().send("POST", "/ticket", json: ticket)
            #expect(answer.status == 403)

            try await RealBench.run(server, settings: ["queue": "Nowhere"]) { bench in
                let failure = await bench.failure {
                    try await bench.write(.create(connection: "desk", NewTicket(subject: "Lost", text: "Hello")))
                }
                #expect(failure?.kind == .invalid)
                #expect(failure?.fields["queue"] == ["Nowhere"])
                let check = await bench.failure { try await bench.connector.check() }
                #expect(check?.kind == .invalid)
            }
        }

        @Test(arguments: [true, false])
        func `trap 3: a message to an unknown ticket is answered 400, and not found`(isReply: Bool) async throws {
            let path = "/ticket/99999999/\(isReply ? "correspond" : "comment")"
            let message: JSONValue = ["Content": "Hello", "ContentType": "text/plain"]
            let answer = try await server.curl().send("POST", path, json: message)
            #expect(answer.status == 400)

            try await RealBench.run(server) { bench in
                let action: Effect.Action = isReply ? .reply("Hello") : .note("Hello")
                let unread = await bench.failure { try await bench.write(action, on: "99999999") }
                #expect(unread?.kind == .notFound)
                #expect(bench.log.writes == 0)
            }
        }
    }
}
