import Testing
import TicketModel

@testable import Engine

/// What sets a value is compared with the current one first.
struct SettingEffectTests {
    private var ticket: Ticket {
        .sample(1, status: .open) { ticket in
            ticket.statusRaw = .value("Offen")
            ticket.priority = .value(.high)
            ticket.priorityRaw = .value("3")
            ticket.assignee = .value(Person(id: "7", name: "Anna", email: "anna@example.org"))
            ticket.tags = .value(["billing", "vip"])
        }
    }

    private func remaining(_ action: Effect.Action, on ticket: Ticket) -> Effect.Action? {
        Effect(ticket: .portal(1), action: action).remaining(on: ticket)?.action
    }

    @Test(
        arguments: [
            .setStatus(.normalised(.open)), .setStatus(.raw("Offen")), .setPriority(.normalised(.high)),
            .setPriority(.raw("3")), .assign("7"), .assign("ANNA@example.org"), .addTags(["vip"]),
            .removeTags(["old"]),
        ] as [Effect.Action]
    )
    func `of what is so already nothing remains`(action: Effect.Action) {
        #expect(remaining(action, on: ticket) == nil)
    }

    @Test(
        arguments: [
            .setStatus(.normalised(.closed)), .setStatus(.raw("Zu")), .setPriority(.normalised(.normal)),
            .setPriority(.raw("2")), .assign("Ben"),
        ] as [Effect.Action]
    )
    func `what differs remains as it is`(action: Effect.Action) {
        #expect(remaining(action, on: ticket) == action)
    }

    @Test(
        arguments: [
            (.addTags(["vip", "new"]), .addTags(["new"])),
            (.removeTags(["vip", "old"]), .removeTags(["vip"])),
        ] as [(Effect.Action, Effect.Action)]
    )
    func `of several tags only those remain that make a difference`(asked: Effect.Action, left: Effect.Action) {
        #expect(remaining(asked, on: ticket) == left)
    }

    @Test func `tags that a provider does not tell are removed all the same`() {
        #expect(remaining(.removeTags(["vip"]), on: .sample(1)) == .removeTags(["vip"]))
    }
}
