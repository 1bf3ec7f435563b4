import Engine
import Testing
import TicketModel

@testable import PluginHost

extension RealProviderTests {
    /// Messages and new tickets; what was written is read back from the server by `curl`.
    @Suite struct WritingTests {
        static let text = "Dear Alice,\n\nwe <look> at *it* & write \"soon\". سلام 票\n  indented"

        @Test(arguments: RealServer.allCases)
        func `a reply is there afterwards, as it was written`(server: RealServer) async throws {
            try await RealBench.run(server) { bench in
                let id = try await bench.raw.create(subject: "Reply to me", text: "Please")
                let outcome = try await bench.write(.reply(Self.text), on: id)
                let last = try #require(try await bench.raw.read(id).messages.last)
                #expect(last.text == Self.text && !last.isInternal && last.files.isEmpty)
                #expect(outcome.id == last.id && outcome.warning == nil)
                let message = try #require(try await bench.messages(id).last)
                #expect(message.plainBody == Self.text && message.author.kind == .agent)
            }
        }

        @Test(arguments: RealServer.allCases)
        func `a note is internal, and the requester does not see it`(server: RealServer) async throws {
            try await RealBench.run(server) { bench in
                let id = try await bench.raw.create(subject: "Note on me", text: "Please")
                let outcome = try await bench.write(.note("Between us: \(Self.text)"), on: id)
                let last = try #require(try await bench.raw.read(id).messages.last)
                #expect(last.text == "Between us: \(Self.text)" && last.isInternal)
                #expect(outcome.id == last.id && outcome.warning == nil)
                #expect(try await bench.messages(id).last?.visibility == .internal)
                let requester = try server.curl(as: .requester)
                let path = server == .redmine ? "/issues/\(id).json?include=journals" : "/ticket/\(id)/history"
                let seen = try await requester.get(path).text
                #expect(seen.contains("Please") || server == .requestTracker)
                #expect(!seen.contains("Between us"))
            }
        }

        @Test(arguments: RealServer.allCases)
        func `files go along with a reply, and come back as they were`(server: RealServer) async throws {
            try await RealBench.run(server) { bench in
                let id = try await bench.raw.create(subject: "Files", text: "Please")
                let bytes = Array(UInt8.min...UInt8.max)
                let files = [
                    OutgoingAttachment(name: "all bytes.bin", mime: "application/octet-stream", data: bytes),
                    OutgoingAttachment(name: "brief.txt", mime: "text/plain", data: Array("Grüße\n".utf8)),
                ]
                let outcome = try await bench.write(.reply("Two files", attachments: files), on: id)
                #expect(outcome.warning == nil)
                let raw = try await bench.raw.read(id).messages
                #expect(raw.map(\.files) == [[], ["all bytes.bin", "brief.txt"]])
                let messages = try await bench.messages(id)
                let told = messages[1].attachments
                #expect(told.map(\.name) == ["all bytes.bin", "brief.txt"])
                #expect(told[0].mime == "application/octet-stream" && told[0].size == 256)
                #expect(told.allSatisfy { $0.url?.hasPrefix("http://127.0.0.1:") == true })
                for (attachment, file) in zip(told, files) {
                    #expect(try await bench.raw.download(attachment) == file.data)
                }
            }
        }

        @Test(arguments: RealServer.allCases)
        func `the file of a note stays internal, or is refused before anything is written`(
            server: RealServer
        ) async throws {
            try await RealBench.run(server) { bench in
                let id = try await bench.raw.create(subject: "Secret file", text: "Please")
                let file = OutgoingAttachment(name: "secret.txt", mime: "text/plain", data: [0x61])
                let failure = await bench.failure {
                    try await bench.write(.note("See the file", attachments: [file]), on: id)
                }
                let raw = try await bench.raw.read(id).messages
                if let failure {
                    #expect(failure.kind == .unsupported && raw.count == 1)
                } else {
                    #expect(raw.last?.isInternal == true && raw.last?.files == ["secret.txt"])
                }
                let requester = try server.curl(as: .requester)
                for path in ["/issues/\(id).json?include=attachments", "/ticket/\(id)/attachments?fields=Filename"] {
                    let seen = try await requester.get(path).text
                    #expect(!seen.contains("secret.txt"))
                }
            }
        }

        @Test(arguments: RealServer.allCases)
        func `a new ticket has all that was asked for`(server: RealServer) async throws {
            try await RealBench.run(server) { bench in
                var new = NewTicket(subject: "Router <down> & \"out\" 票", text: Self.text)
                new.priority = .normalised(.high)
                new.tags = ["fire", "vip"]
                new.fields = ["Severity": "medium"]
                new.dueAt = try Timestamp(parsing: "2031-05-04T00:00:00Z", zone: nil)
                new.attachments = [OutgoingAttachment(name: "log.txt", mime: "text/plain", data: [0x61])]
                let outcome = try await bench.write(.create(connection: "desk", new))
                #expect(outcome.warning == nil)
                let id = try #require(outcome.id)
                let raw = try await bench.raw.read(id)
                #expect(raw.subject == new.subject && raw.messages.map(\.text) == [Self.text])
                #expect(raw.priority == server.raw(TicketPriority.high) && raw.severity == "medium")
                #expect(raw.tags.sorted() == ["fire", "vip"] && raw.messages[0].files == ["log.txt"])
                let ticket = try await bench.get(id)
                #expect(ticket.dueAt.value == new.dueAt)
                #expect(await bench.list().tickets.contains { $0.id.id == id })
            }
        }

        @Test(arguments: RealServer.allCases)
        func `a field that does not exist, or not with that value, is told`(server: RealServer) async throws {
            try await RealBench.run(server) { bench in
                for (name, value) in [("No such field", "x"), ("Severity", "enormous")] {
                    var new = NewTicket(subject: "Odd field", text: "x")
                    new.fields = [name: .string(value)]
                    var told: String?
                    let failure = await bench.failure {
                        told = try await bench.write(.create(connection: "desk", new)).warning
                    }
                    // Refused before anything was made, or made with a warning; never dropped in silence.
                    let words = "\(failure?.kind == .invalid ? failure?.message ?? "" : told ?? "")"
                    #expect(words.contains(name), "\(failure?.message ?? "no failure"), \(told ?? "no warning")")
                }
            }
        }

        @Test(arguments: RealServer.allCases)
        func `a message to a ticket that is not there is not found`(server: RealServer) async throws {
            try await RealBench.run(server) { bench in
                for action in [Effect.Action.reply("x"), .note("x"), .setStatus(.normalised(.open)), .assign("bot")] {
                    let failure = await bench.failure { try await bench.write(action, on: "99999999") }
                    #expect(failure?.kind == .notFound, "\(failure?.message ?? "it was written")")
                }
            }
        }

        @Test(arguments: RealServer.allCases)
        func `an unknown outcome is settled by reading back`(server: RealServer) async throws {
            try await RealBench.run(server) { bench in
                let id = try await bench.raw.create(subject: "Settle me", text: "Please")
                let known = Ticket(id: bench.ticketID(id), provider: server.rawValue)
                let sentAt = RealBench.now()
                func landed(_ action: Effect.Action, on ticket: Ticket?) async throws -> Bool? {
                    let effect = Effect(ticket: ticket?.id, action: action)
                    return try await bench.connector.landed(effect, on: ticket, key: "k", sentAt: sentAt)
                }
                #expect(try await landed(.reply("Did it land?"), on: known) == false)
                #expect(try await landed(.note("Did it land?"), on: known) == false)
                try await bench.raw.reply("Did it land?", to: id)
                #expect(try await landed(.reply("Did it land?"), on: known) == true)
                try await bench.raw.note("And this?", to: id)
                #expect(try await landed(.note("And this?"), on: known) == true)

                let new = NewTicket(subject: "Was I made?", text: "At \(sentAt.secondsSinceEpoch)")
                let create = Effect.Action.create(connection: "desk", new)
                #expect(try await landed(create, on: nil) == false)
                try await bench.write(create)
                #expect(try await landed(create, on: nil) == true)
            }
        }
    }
}
