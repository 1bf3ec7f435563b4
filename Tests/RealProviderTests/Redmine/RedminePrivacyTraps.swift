import Engine
import Testing
import TicketModel

@testable import PluginHost

extension RealProviderTests {
    /// Where Redmine publishes what was meant to be private, or writes in another's name.
    @Suite struct RedminePrivacyTraps {
        private let server = RealServer.redmine

        @Test func `a private note without the right to it is published, so none is sent`() async throws {
            let id = try await server.raw().create(subject: "No secrets", text: "Please")
            let curl = try server.curl(as: .requester)
            let note: JSONValue = ["issue": ["notes": "Meant to be private", "private_notes": true]]
            #expect(try await curl.send("PUT", "/issues/\(id).json", json: note).status == 204)
            #expect(try await server.raw().read(id).messages.last?.isInternal == false)

            let key = try #require(curl.credentials).split(separator: " ").last
            try await RealBench.run(server, settings: ["token": .string(String(key ?? ""))]) { bench in
                let failure = try #require(await bench.failure { try await bench.write(.note("Hush"), on: id) })
                #expect(failure.kind == .forbidden)
                #expect(failure.message.contains("Set notes as private"))
                #expect(bench.log.writes == 0)
            }
        }

        @Test func `the files of a private note are published, so none is sent`() async throws {
            let id = try await server.raw().create(subject: "No secret files", text: "Please")
            let agent = try server.curl()
            let upload = try await agent.send(
                "POST",
                "/uploads.json?filename=secret.txt",
                body: Array("secret".utf8),
                headers: ["Content-Type: application/octet-stream"]
            ).json()
            let note: JSONValue = [
                "notes": "Private", "private_notes": true,
                "uploads": [["token": try #require(upload[path: "upload.token"]), "filename": "secret.txt"]],
            ]
            _ = try await agent.change("PUT", "/issues/\(id).json", ["issue": note])
            let seen = try await server.curl(as: .requester).get("/issues/\(id).json?include=journals,attachments")
            #expect(seen.text.contains("secret.txt") && !seen.text.contains("\"Private\""))

            try await RealBench.run(server) { bench in
                let file = OutgoingAttachment(name: "a.txt", mime: "text/plain", data: [0x61])
                let failure = await bench.failure { try await bench.write(.note("Hush", attachments: [file]), on: id) }
                #expect(failure?.kind == .unsupported)
                #expect(bench.log.requests.isEmpty)
                // The file that is there is told as what it is: public, by the agent, without a text.
                let file2 = try await bench.messages(id).first { !$0.attachments.isEmpty }
                #expect(file2?.visibility == .public && file2?.body == "" && file2?.author.kind == .agent)
            }
        }

        @Test func `only an administrator's key opens a ticket for another`() async throws {
            var new = NewTicket(subject: "For Alice", text: "By phone")
            new.requester = "alice@example.org"
            try await RealBench.run(server) { bench in
                let failure = await bench.failure { try await bench.write(.create(connection: "desk", new)) }
                #expect(failure?.kind == .invalid)
                #expect(failure?.fields.keys.first == "requester")
                #expect(bench.log.writes == 0)
            }
            let key = try #require(try server.environment()["ADMIN_TOKEN"])
            try await RealBench.run(server, settings: ["token": .string(key)]) { bench in
                let outcome = try await bench.write(.create(connection: "desk", new))
                let id = try #require(outcome.id)
                #expect(outcome.warning == nil)
                let alice = try await server.curl(as: .requester).get("/users/current.json").json()
                let number = try #require(alice[path: "user.id"]?.integerValue)
                #expect(try await bench.raw.read(id).requester == "\(number)")
                new.requester = "stranger@example.org"
                let failure = await bench.failure { try await bench.write(.create(connection: "desk", new)) }
                #expect(failure?.kind == .invalid)
            }
        }
    }
}
