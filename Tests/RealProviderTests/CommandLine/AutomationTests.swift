import Testing
import TicketModel

extension RealProviderTests {
    /// The shipped automations, live, by the real binary; each change is read back from the server by `curl`.
    @Suite struct AutomationTests {
        /// A desk on which one automation is live.
        private func desk(_ server: RealServer, _ name: String, _ settings: JSONValue = [:]) throws -> RealDesk {
            try RealDesk(
                server,
                .apart,
                automations: [name: ["mode": "live", "connections": ["desk"], "settings": settings]]
            )
        }

        private func run(_ desk: RealDesk, _ arguments: String...) async throws -> JSONValue {
            let outcome = try await desk.run(["run"] + arguments + ["--mode", "live", "--json"])
            try #require(outcome.status == 0, "\(outcome.errors) \(outcome.text)")
            let report = try JSONValue(parsing: outcome.output)
            #expect(report["errors"] == [])
            return report
        }

        @Test(arguments: RealServer.allCases)
        func `auto-reply answers a new ticket, and only once`(server: RealServer) async throws {
            let desk = try desk(server, "auto-reply", ["text": "Dear {name}, we have {subject}, no. {number}."])
            let id = try await desk.raw.create(subject: "Broken modem", text: "It is broken.")
            for _ in 1...2 {
                _ = try await run(desk, "auto-reply", "--ticket", "desk/\(id)")
                let messages = try await desk.raw.read(id).messages
                #expect(messages.count == 2)
                #expect(messages.last?.text == "Dear Alice Customer, we have Broken modem, no. \(id).")
                #expect(messages.last?.isInternal == false)
            }
        }

        @Test(arguments: RealServer.allCases)
        func `tag-by-topic tags by the words of ticket and requester`(server: RealServer) async throws {
            let desk = try desk(server, "tag-by-topic")
            let id = try await desk.raw.create(subject: "Where is my parcel?", text: "I paid the invoice.")
            try await desk.raw.reply("Your password is safe.", to: id)
            _ = try await run(desk, "tag-by-topic", "--ticket", "desk/\(id)")
            #expect(try await desk.raw.read(id).tags.sorted() == ["billing", "delivery"])
        }

        @Test(arguments: RealServer.allCases)
        func `escalate-stale raises what waits, and leaves alone what is answered`(server: RealServer) async throws {
            let settings: JSONValue = [
                "after": "0s", "note": "Waits since {since}.", "actions": ["tag", "priority", "note"],
            ]
            let desk = try desk(server, "escalate-stale", settings)
            let waiting = try await desk.raw.create(subject: "Nobody answers", text: "Hello?")
            let answered = try await desk.raw.create(subject: "Somebody answers", text: "Hello?")
            try await desk.raw.reply("Hello!", to: answered)
            _ = try await run(desk, "escalate-stale", "--handler", "sweep")

            let raised = try await desk.raw.read(waiting)
            #expect(raised.tags == ["stale"] && raised.priority == server.raw(TicketPriority.high))
            #expect(raised.messages.last?.isInternal == true)
            #expect(raised.messages.last?.text.hasPrefix("Waits since 20") == true)
            let left = try await desk.raw.read(answered)
            #expect(left.tags == [] && left.messages.count == 2)
        }

        @Test(arguments: RealServer.allCases)
        func `close-answered ends what was left standing, and not what was asked again`(
            server: RealServer
        ) async throws {
            let settings: JSONValue = ["after": "0s", "status": .string(server.ended.rawValue)]
            let desk = try desk(server, "close-answered", settings)
            let standing = try await desk.raw.create(subject: "Answered", text: "Hello?")
            try await desk.raw.reply("Here is what you asked for.", to: standing)
            let asking = try await desk.raw.create(subject: "Asked again", text: "Hello?")
            try await desk.raw.reply("Here is what you asked for.", to: asking)
            try await desk.raw.hear("That is something else.", on: asking)
            _ = try await run(desk, "close-answered", "--handler", "sweep")

            #expect(try await desk.raw.read(standing).status == server.raw(server.ended))
            let open = try await desk.raw.read(asking).status
            #expect(open != server.raw(server.ended))
        }
    }
}
