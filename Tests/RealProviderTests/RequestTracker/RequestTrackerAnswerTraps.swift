import Engine
import OutboundHTTP
import Testing
import TicketModel

@testable import PluginHost

extension RealProviderTests {
    /// The traps in how Request Tracker answers.
    struct RequestTrackerAnswerTraps {
        private let server = RequestTrackerDesk.server
        private static let wrong: JSONValue = "1-27-00000000000000000000000000000000"

        // MARK: Trap 7

        @Test func `trap 7: a bad token is answered 401`() async throws {
            try await RealBench.run(server, settings: ["token": Self.wrong]) { bench in
                let check = await bench.failure { try await bench.connector.check() }
                #expect(check?.kind == .auth)
                #expect(check?.status == 401)
                let listing = await bench.list()
                #expect(listing.failures.map(\.kind) == [.auth])
                #expect(listing.tickets == [])
            }
        }

        @Test(arguments: [("User-Agent", "Mozilla/5.0"), ("Cookie", "a=b")])
        func `trap 7: what looks like a browser is sent to the login page, which refuses the credentials`(
            _ name: String,
            _ value: String
        ) async throws {
            var curl = try server.curl()
            curl.credentials = "Authorization: token \(Self.wrong.stringValue ?? "")"
            let answer = try await curl.send("GET", "/rt", headers: ["\(name): \(value)"])
            #expect(answer.status == 302)
            #expect(answer.header("Location") == "/")

            try await RealBench.run(server, settings: ["token": Self.wrong]) { bench in
                let disguised = try await bench.sending(name, value)
                let check = await bench.failure { try await disguised.check() }
                #expect(check?.kind == .auth)
                #expect(check?.status == 302)
                let write = await bench.failure {
                    let effect = Effect(ticket: bench.ticketID("1"), action: .reply("Hello"))
                    let known = Ticket(id: bench.ticketID("1"), provider: "x", statusRaw: .value("open"))
                    _ = try await disguised.write(effect, to: known, key: "key")
                }
                #expect(write?.kind == .auth)
            }
        }

        // MARK: Trap 8

        @Test func `trap 8: a charset is quoted here and bare there, and both are read`() async throws {
            let word = RequestTrackerDesk.word()
            let curl = try server.curl()
            let ticket: JSONValue = ["Queue": "Support", "Subject": .string("Ünï \(word)")]
            let made = try await curl.send("POST", "/ticket", json: ticket)
            #expect(made.header("Content-Type") == "application/json; charset=utf-8")
            let id = try #require(try made.json()["id"]?.stringValue)
            #expect(
                try await curl.get("/ticket/\(id)").header("Content-Type") == "application/json; charset=\"utf-8\""
            )
            try await RealBench.run(server) { bench in
                let ticket = try await bench.get(id)
                #expect(ticket.subject.value == "Ünï \(word)")
                let new = NewTicket(subject: "Ünï \(word)", text: "Grüße 票")
                let outcome = try await bench.write(.create(connection: "desk", new))
                let made = try await bench.raw.read(try #require(outcome.id))
                #expect(made.subject == "Ünï \(word)")
            }
        }

        @Test func `trap 8: a ticket that was merged answers as the other one, and is not found`() async throws {
            let (kept, gone) = (try await RequestTrackerDesk.ticket(), try await RequestTrackerDesk.ticket())
            let curl = try server.curl()
            _ = try await curl.change("PUT", "/ticket/\(gone)", ["MergeInto": .string(kept)])
            #expect(try await curl.get("/ticket/\(gone)").json()["id"]?.integerValue.map(String.init) == kept)

            try await RealBench.run(server) { bench in
                let failure = await bench.failure { _ = try await bench.get(gone) }
                #expect(failure?.kind == .notFound)
                #expect(failure?.message == "Ticket \(gone) was merged into ticket \(kept); use that one.")
                let write = await bench.failure { try await bench.write(.reply("Hello"), on: gone) }
                #expect(write?.kind == .notFound)
                #expect(bench.log.writes == 0)
                // Both have their first messages, in one thread.
                let messages = try await bench.messages(kept)
                #expect(messages.map(\.body) == ["Since noon", "Since noon"])
            }
        }

        // MARK: Without a number

        @Test func `an id is a text here and a number there`() async throws {
            let word = RequestTrackerDesk.word()
            let id = try await RequestTrackerDesk.ticket(word)
            let curl = try server.curl()
            let found = try await curl.get("/tickets", query: ["query": "id = \(id)"]).json()
            #expect(found["items"]?[0]?["id"] == .string(id))
            #expect(try await curl.get("/ticket/\(id)").json()["id"] == .integer(try #require(Int64(id))))
            try await RealBench.run(server) { bench in
                let listed = await bench.list(.saying(word)).tickets
                let read = try await bench.get(id)
                #expect(listed.map(\.id) == [read.id])
                #expect(listed.first?.number == read.number)
                #expect(listed.first?.requester == read.requester)
                #expect(read.requester.value == Person(id: "alice", name: server.requester, email: "alice@example.org"))
            }
        }

        @Test func `a date that is not set is told as 1970, and is null`() async throws {
            let id = try await RequestTrackerDesk.ticket()
            #expect(try await server.curl().get("/ticket/\(id)").json()["Due"] == "1970-01-01T00:00:00Z")
            try await RealBench.run(server) { bench in
                let ticket = try await bench.get(id)
                #expect(ticket.dueAt == .null)
                #expect(ticket.closedAt == .null)
                #expect(ticket.createdAt.value != nil)
            }
        }

        @Test func `an error without a body is a failure all the same`() async throws {
            let id = try await RequestTrackerDesk.ticket()
            let path = "/ticket/\(id)/attachments?fields=Parent"
            let answer = try await server.curl().send("GET", path)
            #expect(answer.status == 500)
            #expect(answer.body.isEmpty)
            try await RealBench.run(server) { bench in
                let label = RequestLine(method: "GET", path: path, reads: true)
                let response = try await bench.log.send(OutboundRequest(.get, .path(path)))
                let failure = AnswerReader(connection: "desk", errors: ErrorDeclaration(message: "message"))
                    .failure(response, label, setting: nil)
                #expect(failure.kind == .transient)
                #expect(failure.providerMessage == nil)
            }
        }
    }
}

extension RealBench {
    /// The same connection, whose requests carry one more header.
    func sending(_ name: String, _ value: String) async throws -> PluginConnector {
        try await PluginConnector(
            connector.generation,
            connection: connector.connection,
            settings: try await settings(),
            transport: DisguisedTransport(log: log, name: name, value: value),
            now: Self.now
        )
    }

    private func settings() async throws -> PluginSettings {
        SettingsCheck.check(
            try server.settings(),
            against: connector.generation.manifest.settings,
            plugin: server.rawValue
        ).settings
    }
}

/// Sends requests as another program would.
private struct DisguisedTransport: HTTPTransport {
    let log: RequestLog
    let name: String
    let value: String

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        var request = request
        request.headers.replace(name, value)
        return try await log.send(request)
    }
}
