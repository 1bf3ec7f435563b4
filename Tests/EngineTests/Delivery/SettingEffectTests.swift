import PluginHost
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

    @Test(
        arguments: [
            .setStatus(.normalised(.open)), .setStatus(.raw("Offen")), .setPriority(.normalised(.high)),
            .setPriority(.raw("3")), .assign("7"), .assign("ANNA@example.org"), .addTags(["vip"]),
            .removeTags(["old"]),
        ] as [Effect.Action]
    )
    func `what is so already is not sent`(action: Effect.Action) async {
        let connector = MemoryConnector([ticket])
        #expect(await EffectRelay([connector]).outcomes(of: [action]) == [.noChange])
        #expect(connector.calls == ["get 1"])
    }

    @Test(
        arguments: [
            .setStatus(.normalised(.closed)), .setStatus(.raw("Zu")), .setPriority(.normalised(.normal)),
            .setPriority(.raw("2")), .assign("Ben"),
        ] as [Effect.Action]
    )
    func `what differs is sent, with the ticket as it is now`(action: Effect.Action) async {
        let connector = MemoryConnector([ticket])
        let stale = Ticket.sample(1, status: .pending)
        #expect(await EffectRelay([connector]).outcomes(of: [action], known: [stale]) == [.delivered(id: "w1")])
        #expect(connector.written.map(\.action) == [action])
        #expect(connector.writtenTo == [ticket])
    }

    @Test(
        arguments: [
            (.addTags(["vip", "new"]), .addTags(["new"])),
            (.removeTags(["vip", "old"]), .removeTags(["vip"])),
        ] as [(Effect.Action, Effect.Action)]
    )
    func `of several tags only those are sent that make a difference`(
        asked: Effect.Action,
        sent: Effect.Action
    ) async {
        let connector = MemoryConnector([ticket])
        #expect(await EffectRelay([connector]).outcomes(of: [asked]) == [.delivered(id: "w1")])
        #expect(connector.written.map(\.action) == [sent])
    }

    @Test func `tags that a provider does not tell are removed all the same`() async {
        let connector = MemoryConnector([.sample(1)])
        #expect(await EffectRelay([connector]).outcomes(of: [.removeTags(["vip"])]) == [.delivered(id: "w1")])
    }

    @Test func `where a single ticket cannot be read, a value is sent without being compared`() async {
        let connector = MemoryConnector([ticket], without: [.get])
        let relay = EffectRelay([connector])
        #expect(await relay.outcomes(of: [.setStatus(.normalised(.open))]) == [.delivered(id: "w1")])
        #expect(connector.calls == ["write status open"])
    }

    @Test func `tags count from the run's own effects where a single ticket cannot be read`() async {
        let connector = MemoryConnector([ticket], without: [.get])
        let relay = EffectRelay([connector])
        _ = await relay.outcomes(of: [.addTags(["a"]), .removeTags(["vip"]), .addTags(["b"])])
        #expect(
            connector.writtenTo.map { $0?.tags.value } == [
                ["billing", "vip"], ["billing", "vip", "a"], ["billing", "a"],
            ]
        )
        #expect(connector.calls.count { $0.hasPrefix("page") } == 1)
    }

    @Test func `a ticket that cannot be read before is not written to`() async {
        let connector = MemoryConnector([ticket]) { $0.getFailure = .sample(.transient) }
        let relay = EffectRelay([connector])
        #expect(await relay.outcomes(of: [.setStatus(.normalised(.closed))]) == [.refused(.sample(.transient))])
        #expect(connector.written.isEmpty)
    }
}
