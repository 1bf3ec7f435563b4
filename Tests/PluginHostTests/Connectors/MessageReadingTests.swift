import Testing
import TicketModel

@testable import PluginHost

/// Messages as a provider plugin tells them.
struct MessageReadingTests {
    private func messages(_ rows: String, keys: String = "") async throws -> [Message] {
        let desk = try await Desk("messages = function(api, ticket) return \(rows) end, \(keys)")
        return try await desk.connector.messages(of: Desk.bareTicket)
    }

    @Test func `every field is read as it was told`() async throws {
        let messages = try await messages(
            """
            {
              {
                id = 5, author = { kind = "agent", id = 7, name = "Ann", email = "ann@example.com" }, visibility = "internal",
                body = "<b>Hi</b>", format = "html", created_at = "2026-01-09T03:42:38Z",
                attachments = { { id = 1, name = "a.png", size = 12, mime = "image/png", url = "https://desk.example/a" }, {} },
              },
            }
            """
        )
        #expect(
            messages == [
                Message(
                    id: "5",
                    author: MessageAuthor(kind: .agent, id: "7", name: "Ann", email: "ann@example.com"),
                    visibility: .internal,
                    body: "<b>Hi</b>",
                    format: .html,
                    createdAt: .value(try Timestamp(parsing: "2026-01-09T03:42:38Z", zone: nil)),
                    attachments: [
                        MessageAttachment(id: "1", name: "a.png", size: 12, mime: "image/png", url: "https://desk.example/a"),
                        MessageAttachment(),
                    ]
                )
            ]
        )
    }

    @Test func `what is not told or null is unknown or empty`() async throws {
        let messages = try await messages(
            "{ { id = 1 }, { id = 2, author = usher.null, body = usher.null, created_at = usher.null, attachments = usher.null } }"
        )
        let bare = Message(id: "1", author: MessageAuthor(kind: .unknown), visibility: .unknown, body: "")
        #expect(messages.first == bare)
        #expect(messages.last?.createdAt == .null)
        #expect(messages.last?.author == bare.author)
    }

    @Test func `messages come oldest first, and those without a time keep their place`() async throws {
        let ids = try await messages(
            """
            {
              { id = "c", created_at = "2026-01-03T00:00:00Z" }, { id = "a", created_at = "2026-01-01T00:00:00Z" },
              { id = "a2", created_at = "2026-01-01T00:00:00Z" }, { id = "b", created_at = "2026-01-02T00:00:00Z" },
            }
            """
        ).map(\.id)
        #expect(ids == ["a", "a2", "b", "c"])
        #expect(try await messages("{ { id = 3 }, { id = 1 }, { id = 2 } }").map(\.id) == ["3", "1", "2"])
    }

    @Test func `a message without a time does not upset the order of the others`() async throws {
        let ids = try await messages(
            """
            {
              { id = "c", created_at = "2026-01-03T00:00:00Z" }, { id = "x" }, { id = "a", created_at = "2026-01-01T00:00:00Z" },
              { id = "y" }, { id = "b", created_at = "2026-01-02T00:00:00Z" },
            }
            """
        ).map(\.id)
        #expect(ids.filter { ["a", "b", "c"].contains($0) } == ["a", "b", "c"])
        #expect(ids.count == 5)
    }

    @Test(arguments: [
        ("\"none\"", "messages are a list, not string"),
        ("{ id = 1 }", "messages are a list, not a table with keys"),
        ("{ 5 }", "a message is a table, not number"),
        ("{ { body = \"x\" } }", "a message has no id"),
        ("{ { id = 1, body = 5.5 } }", "body of message 1 is a number and not text"),
        ("{ { id = 1, author = \"Ann\" } }", "author of message 1 is \"Ann\" and not a table"),
        ("{ { id = 1, author = { kind = \"customer\" } } }", "kind of the author of message 1 is \"customer\" and not one of requester, agent, system, unknown"),
        ("{ { id = 1, visibility = \"private\" } }", "visibility of message 1 is \"private\" and not one of public, internal, unknown"),
        ("{ { id = 1, format = \"markdown\" } }", "format of message 1 is \"markdown\" and not one of text, html"),
        ("{ { id = 1, created_at = true } }", "created_at of message 1 is a boolean and not a time: RFC 3339, or what usher.parse_time answers"),
        ("{ { id = 1, attachments = \"a.png\" } }", "attachments are a list, not string"),
    ])
    func `a message of the wrong shape is told`(_ rows: String, _ told: String) async throws {
        let failure = await #expect(throws: TicketFailure.self) { _ = try await messages(rows) }
        #expect(failure?.kind == .protocolError)
        #expect(failure?.message == "the plugin acme answered messages of desk wrongly: \(told); mend the plugin.")
    }

    @Test func `messages may come with their ticket`() async throws {
        let desk = try await Desk(
            "get = function(api, id) return { id = id, messages = { { id = 1, body = \"x\" } } } end, body_format = \"html\","
        )
        let read = try await desk.connector.get("9")
        #expect(read.messages?.map(\.body) == ["x"])
        #expect(read.messages?.map(\.format) == [.html])
        let without = try await Desk("get = function(api, id) return { id = id } end,").connector.get("9")
        #expect(without.messages == nil)
    }
}
