import PluginHost
import Testing
import TicketModel

@testable import Engine

struct EffectPreflightTests {
    private let file = OutgoingAttachment(name: "a.txt", mime: "text/plain", data: [])

    private func message(_ action: Effect.Action, _ connector: MemoryConnector = MemoryConnector()) -> String? {
        let failure = EffectPreflight.problem(with: Effect(ticket: .portal(1), action: action), at: connector)
        #expect(failure.map { $0.kind == .unsupported && $0.connection == "portal" } ?? true)
        return failure?.message
    }

    @Test func `what the connection can take has no problem`() {
        let actions: [Effect.Action] = [
            .reply("x", attachments: [file]), .note("x"), .setStatus(.normalised(.closed)), .setStatus(.raw("odd")),
            .setPriority(.normalised(.high)), .setPriority(.raw("9")), .assign("anna"), .addTags(["x"]),
            .removeTags(["x"]), .create(connection: "portal", NewTicket(subject: "s", text: "t")),
            .notify(notifier: "duty", text: "x"),
        ]
        for action in actions { #expect(message(action) == nil) }
    }

    @Test(
        arguments: [
            (Effect.Action.reply("x"), TicketOperation.reply, "acme cannot reply to a ticket; no request was made."),
            (.note("x"), .note, "acme cannot add a note; no request was made."),
            (.setStatus(.normalised(.closed)), .setStatus, "acme cannot set a status; no request was made."),
            (.setPriority(.normalised(.high)), .setPriority, "acme cannot set a priority; no request was made."),
            (.assign("anna"), .assign, "acme cannot assign a ticket; no request was made."),
            (.addTags(["x"]), .setTags, "acme cannot change a ticket's tags; no request was made."),
            (
                .create(connection: "portal", NewTicket(subject: "s", text: "t")), .create,
                "acme cannot create a ticket; no request was made."
            ),
        ]
    )
    func `an operation that the provider lacks is unsupported`(
        action: Effect.Action,
        operation: TicketOperation,
        expected: String
    ) {
        #expect(message(action, MemoryConnector(without: [operation])) == expected)
    }

    @Test func `a file needs a provider that takes files`() {
        let connector = MemoryConnector(without: [.attach])
        let refusal = "acme cannot attach a file; no request was made."
        #expect(message(.reply("x", attachments: [file]), connector) == refusal)
        #expect(message(.reply("x"), connector) == nil)
    }

    @Test func `a status or priority that cannot be set is told with those that can`() {
        var capabilities = MemoryConnector.everything
        capabilities.rawStatuses = ["done", "active"]
        let connector = MemoryConnector(capabilities: capabilities)
        #expect(
            message(.setStatus(.normalised(.pending)), connector)
                == "acme cannot set a status to \"pending\", only to open or closed; no request was made."
        )
        #expect(
            message(.setStatus(.raw("odd")), connector)
                == "acme cannot set a status to \"raw:odd\", only to raw:active or raw:done; no request was made."
        )
        let urgent = "acme cannot set a priority to \"urgent\", only to normal or high; no request was made."
        #expect(message(.setPriority(.normalised(.urgent)), connector) == urgent)
        var new = NewTicket(subject: "s", text: "t")
        new.priority = .normalised(.urgent)
        #expect(message(.create(connection: "portal", new), connector) == urgent)
    }
}
