import Engine
import Testing
import TicketModel

@testable import PluginHost

extension RealProviderTests {
    /// What Redmine takes without keeping it, met on the server itself: first by `curl`, then through the plugin.
    @Suite struct RedmineWriteTraps {
        private let server = RealServer.redmine

        private func ticket(_ subject: String) async throws -> String {
            try await server.raw().create(subject: subject, text: "Please")
        }

        /// Runs a test with the requester's key, which may do little.
        private func asRequester(_ body: (RealBench) async throws -> Void) async throws {
            let key = try #require(try server.curl(as: .requester).credentials).split(separator: " ").last
            try await RealBench.run(server, settings: ["token": .string(String(key ?? ""))], body)
        }

        @Test func `an unknown status or field answers 204 and changes nothing`() async throws {
            let id = try await ticket("Unknown status")
            let curl = try server.curl()
            for issue: JSONValue in [["status_id": 99], ["no_such_field": "x"], ["custom_fields": [["id": 99]]]] {
                let answer = try await curl.send("PUT", "/issues/\(id).json", json: ["issue": issue])
                #expect(answer.status == 204 && answer.body.isEmpty)
            }
            #expect(try await server.raw().read(id).status == "New")
            try await RealBench.run(server) { bench in
                let failure = await bench.failure { try await bench.write(.setStatus(.raw("Nonesuch")), on: id) }
                #expect(failure?.kind == .invalid)
                #expect(failure?.message.contains("it has New, In Progress, Resolved") == true)
                #expect(bench.log.writes == 0)
            }
        }

        @Test func `what the key may not set is dropped with 204, and reading back tells it`() async throws {
            let id = try await ticket("Not yours to set")
            let curl = try server.curl(as: .requester)
            let answer = try await curl.send("PUT", "/issues/\(id).json", json: ["issue": ["priority_id": 4]])
            #expect(answer.status == 204)
            #expect(try await server.raw().read(id).priority == "Normal")
            try await asRequester { bench in
                let failure = try #require(
                    await bench.failure { try await bench.write(.setPriority(.normalised(.urgent)), on: id) }
                )
                #expect(failure.kind == .invalid && failure.status == 204)
                #expect(failure.fields == ["priority": ["\"Urgent\" was taken and not kept, it holds \"Normal\""]])
                let assigned = await bench.failure { try await bench.write(.assign("me"), on: id) }
                #expect(assigned?.kind == .invalid)
            }
        }

        @Test func `a status that cannot be reached from here is not allowed, and the error names those that can`()
            async throws
        {
            // For a requester, the workflow allows few.
            let id = try await ticket("Workflow")
            let allowed = try await server.curl(as: .requester)
                .get("/issues/\(id).json", query: ["include": "allowed_statuses"]).json()
            let names =
                allowed[path: "issue.allowed_statuses"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
            try await asRequester { bench in
                let failure = try #require(
                    await bench.failure { try await bench.write(.setStatus(.normalised(.solved)), on: id) }
                )
                #expect(failure.kind == (names.contains("Resolved") ? .invalid : .notAllowed))
                #expect(try await bench.raw.read(id).status == "New")
            }
        }

        @Test func `a body without its wrapper, or of another type, is a subject that is blank`() async throws {
            let curl = try server.curl()
            let bare = try await curl.send("POST", "/issues.json", json: ["project_id": "support", "subject": "Hello"])
            #expect(bare.status == 422 && bare.text.contains("Subject cannot be blank"))
            let typed = try await curl.send(
                "POST",
                "/issues.json",
                body: Array("{\"issue\":{\"project_id\":\"support\",\"subject\":\"Hello\"}}".utf8),
                headers: ["Content-Type: text/plain"]
            )
            #expect(typed.status == 422)
            try await RealBench.run(server) { bench in
                let outcome = try await bench.write(
                    .create(connection: "desk", NewTicket(subject: "Wrapped", text: "x"))
                )
                let id = try #require(outcome.id)
                #expect(try await bench.raw.read(id).subject == "Wrapped")
            }
        }

        @Test func `an unknown project is invalid, and all that is wrong is told`() async throws {
            try await RealBench.run(server, settings: ["project": "nowhere"]) { bench in
                let failure = await bench.failure {
                    try await bench.write(.create(connection: "desk", NewTicket(subject: "", text: "x")))
                }
                #expect(failure?.kind == .invalid && failure?.status == 422)
                #expect(failure?.providerMessage?.contains("Project cannot be blank") == true)
            }
        }

        @Test func `If-Match is ignored, so that a ticket has no version`() async throws {
            let id = try await ticket("No version")
            let curl = try server.curl()
            let read = try await curl.get("/issues/\(id).json")
            let tag = try #require(read.header("ETag"))
            #expect(tag.hasPrefix("W/"))
            let same = try await curl.send("GET", "/issues/\(id).json", headers: ["If-None-Match: \(tag)"])
            #expect(same.status == 304)
            let stale = try await curl.send(
                "PUT",
                "/issues/\(id).json",
                json: ["issue": ["priority_id": 3]],
                headers: ["If-Match: \"nonsense\""]
            )
            #expect(stale.status == 204)
            #expect(try await server.raw().read(id).priority == "High")
            let locked = try await curl.send(
                "PUT",
                "/issues/\(id).json",
                json: ["issue": ["priority_id": 2, "lock_version": 0]]
            )
            #expect(locked.status == 422 && locked.text == "{\"errors\":[]}")
            #expect(!read.text.contains("lock_version"))
            try await RealBench.run(server) { bench in
                let ticket = try await bench.get(id)
                #expect(ticket.version == .absent)
                #expect(await bench.list().tickets.allSatisfy { $0.version == .absent })
            }
        }

        @Test func `refusals have empty bodies, and are told by their numbers`() async throws {
            let curl = try server.curl()
            #expect(try await curl.get("/issues/99999999.json").body.isEmpty)
            #expect(try await curl.get("/custom_fields.json").status == 403)
            try await RealBench.run(server) { bench in
                let failure = await bench.failure { _ = try await bench.get("99999999") }
                #expect(
                    failure?.message
                        == "desk answered 404 to GET /issues/99999999.json; check the id; the ticket may have been deleted."
                )
            }
        }

        @Test func `a deleted ticket is gone`() async throws {
            let id = try await ticket("Delete me")
            try await server.raw().delete(id)
            try await RealBench.run(server) { bench in
                #expect(await bench.failure { _ = try await bench.get(id) }?.kind == .notFound)
                #expect(await bench.failure { try await bench.write(.reply("x"), on: id) }?.kind == .notFound)
                #expect(await bench.list().tickets.allSatisfy { $0.id.id != id })
            }
        }
    }
}
