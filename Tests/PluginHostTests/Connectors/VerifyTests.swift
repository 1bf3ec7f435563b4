import Testing
import TicketModel

@testable import PluginHost

/// Reading back whether a write landed, and proving the credentials.
struct VerifyTests {
    private func landed(_ answer: String, _ action: Effect.Action = .reply("Hi"), on ticket: Ticket? = Desk.bareTicket)
        async throws -> Bool?
    {
        let desk = try await Desk(
            """
            reply = function() end, note = function() end, create = function() end,
            verify = { reply = function(api, ticket, effect) \(answer) end, create = function(api, ticket, effect) \(answer) end },
            """
        )
        let effect = Effect(ticket: ticket?.id, action: action)
        return try await desk.connector.landed(
            effect,
            on: ticket,
            key: "k-1",
            sentAt: Timestamp(microseconds: 5_000_000)
        )
    }

    @Test func `yes, no and cannot tell are three answers`() async throws {
        #expect(try await landed("return true") == true)
        #expect(try await landed("return false") == false)
        #expect(try await landed("return nil") == nil)
        #expect(try await landed("") == nil)
    }

    @Test func `what cannot be read back cannot be told`() async throws {
        #expect(try await landed("return true", .note("Hi")) == nil)
        #expect(try await landed("return true", .setStatus(.normalised(.open))) == nil)
        #expect(try await landed("return true", .notify(notifier: "n", text: "t")) == nil)
    }

    @Test func `the effect comes as it was sent`() async throws {
        #expect(
            try await landed(
                "return effect.kind == \"reply\" and effect.key == \"k-1\" and effect.sent_at == 5 and effect.text == \"Hi\" and effect.html ~= nil and ticket.id == \"1\""
            ) == true
        )
        let new = NewTicket(subject: "s", text: "t")
        #expect(
            try await landed(
                "return ticket == nil and effect.kind == \"create\" and effect.new.subject == \"s\" and effect.new.key == \"k-1\" and effect.text == \"t\"",
                .create(connection: "desk", new),
                on: nil
            ) == true
        )
    }

    @Test func `a failure to read back is a failure`() async throws {
        let failure = await #expect(throws: TicketFailure.self) {
            try await landed("return nil, usher.error { kind = \"transient\", message = \"Later.\" }")
        }
        #expect(failure == TicketFailure(.transient, "Later.", connection: "desk"))
    }

    @Test func `check proves the credentials, with a page where the plugin has none`() async throws {
        let desk = try await Desk(
            "list = function(api) return api:get \"/tickets\" end,",
            MadeUpTransport(.answered(401))
        )
        let failure = await Desk.failure { () throws(TicketFailure) in try await desk.connector.check() }
        #expect(failure?.kind == .auth)
        try await Desk("check = function() return true end,").connector.check()
        let refused = try await Desk(
            "check = function(api) return api:get \"/me\" end,",
            MadeUpTransport(.answered(403))
        )
        let forbidden = await Desk.failure { () throws(TicketFailure) in try await refused.connector.check() }
        #expect(forbidden?.kind == .forbidden)
        #expect(refused.transport.requests.map(\.path) == ["/me"])
    }
}
