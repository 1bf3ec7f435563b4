import PluginHost
import Testing
import TicketModel

@testable import Engine

struct EffectRelayTests {
    private let reply = Effect.Action.reply("Hello")
    private let close = Effect.Action.setStatus(.normalised(.closed))

    @Test func `effects leave in order, each once`() async {
        let connector = MemoryConnector([.sample(1)], without: [.get, .messages])
        let outcomes = await EffectRelay([connector]).outcomes(of: [.note("a"), close, .note("b")])
        #expect(outcomes == [.delivered(id: "w1"), .delivered(id: "w2"), .delivered(id: "w3")])
        #expect(connector.calls == ["write note \"a\"", "write status closed", "write note \"b\""])
    }

    @Test func `a refused effect holds back the later ones at its ticket, and only there`() async {
        let connector = MemoryConnector([.sample(1), .sample(2)]) { $0.writes = [.failure(.sample(.forbidden))] }
        let effects = [
            Effect(ticket: .portal(1), action: .note("a")), Effect(ticket: .portal(2), action: .note("b")),
            Effect(ticket: .portal(1), action: close),
            Effect(ticket: .portal(1), action: .notify(notifier: "d", text: "t")),
        ]
        let origin = EffectOrigin(automation: "x", handler: "triggers[1]", cause: "c")
        let outcomes = await EffectRelay([connector]).deliver(effects, from: origin).map(\.outcome)
        let because = "note \"a\", which comes before it at the same ticket, is refused"
        #expect(
            outcomes == [
                .refused(.sample(.forbidden)), .delivered(id: "w2"), .heldBack(because: because),
                .heldBack(because: because),
            ]
        )
    }

    @Test(arguments: [(true, true), (false, false), (nil, false)] as [(Bool?, Bool)])
    func `an unknown outcome is read back once, and never sent again`(landed: Bool?, isDelivered: Bool) async {
        let connector = MemoryConnector([.sample(1)]) {
            $0.writes = [.failure(.sample(.unknownOutcome))]
            $0.landed = landed
        }
        let outcomes = await EffectRelay([connector]).outcomes(of: [.note("a"), .note("b")])
        #expect(outcomes[0] == (isDelivered ? .delivered(id: nil) : .unknown(.sample(.unknownOutcome))))
        let because = "note \"a\", which comes before it at the same ticket, is unknown"
        #expect(outcomes[1] == (isDelivered ? .delivered(id: "w2") : .heldBack(because: because)))
        #expect(connector.calls.count { $0 == "write note \"a\"" } == 1)
        #expect(connector.calls.count { $0.hasPrefix("landed") } == 1)
    }

    @Test(arguments: [true, false])
    func `a value with an unknown outcome counts as delivered where the ticket has it now`(hasIt: Bool) async {
        let connector = MemoryConnector([.sample(1)]) { state in
            state.writes = [.failure(.sample(.unknownOutcome))]
            if hasIt { state.onWrite = { _, rows in rows[0].status = .closed } }
        }
        let outcomes = await EffectRelay([connector]).outcomes(of: [close])
        #expect(outcomes == [hasIt ? .delivered(id: nil) : .unknown(.sample(.unknownOutcome))])
        #expect(connector.calls == ["get 1", "write status closed", "landed status closed", "get 1"])
    }

    @Test func `an operation that the provider lacks makes no request`() async {
        let connector = MemoryConnector([.sample(1)], without: [.setTags, .reply])
        let relay = EffectRelay([connector])
        for action in [Effect.Action.addTags(["a"]), reply] {
            guard case .refused(let failure) = await relay.outcomes(of: [action])[0] else {
                Issue.record("\(action) was not refused")
                continue
            }
            #expect(failure.kind == .unsupported)
        }
        #expect(connector.calls.isEmpty)
    }

    @Test func `a new ticket is made at the connection that is named`() async {
        let desk = MemoryConnector([], connection: "desk")
        let relay = EffectRelay([MemoryConnector(), desk])
        let create = Effect.Action.create(connection: "desk", NewTicket(subject: "s", text: "t"))
        let effect = Effect(ticket: nil, action: create)
        let origin = EffectOrigin(automation: "x", handler: "triggers[1]", cause: "c")
        let expected = Delivery(effect: effect, key: "x/triggers[1]/c/-/-/create/0", outcome: .delivered(id: "w1"))
        #expect(await relay.deliver([effect], from: origin) == [expected])
        #expect(desk.writtenTo == [nil])
    }

    @Test func `an effect that needs a ticket and names none is refused`() async {
        let origin = EffectOrigin(automation: "x", handler: "triggers[1]", cause: "c")
        let delivery = await EffectRelay([]).deliver([Effect(ticket: nil, action: reply)], from: origin)
        #expect(delivery.first?.failure?.message == "The effect \"reply\" names no ticket; it was not sent.")
    }

    @Test func `a notification goes to its notifier, with the ticket it is about`() async {
        let notifications = MemoryNotifications()
        let relay = EffectRelay([], notifications: notifications)
        let outcomes = await relay.outcomes(of: [.notify(notifier: "duty", text: "Look")], known: [.sample(1)])
        #expect(outcomes == [.delivered(id: nil)])
        #expect(
            notifications.sent == [.init(notifier: "duty", text: "Look", automation: "auto-reply", ticket: .portal(1))]
        )
    }

    @Test(arguments: [ErrorKind.unknownOutcome, .auth])
    func `a notification that fails says how`(kind: ErrorKind) async {
        let relay = EffectRelay([], notifications: MemoryNotifications(failure: .sample(kind)))
        let outcome = await relay.outcomes(of: [.notify(notifier: "duty", text: "Look")])[0]
        #expect(outcome == (kind == .auth ? .refused(.sample(kind)) : .unknown(.sample(kind))))
    }

    @Test func `later is refused until there is a store`() async {
        let outcomes = await EffectRelay([]).outcomes(of: [.later(after: .days(2), handler: "again", payload: .null)])
        let failure = TicketFailure(
            .unsupported,
            "ctx:later needs the durable store, which this host does not have yet; nothing was scheduled."
        )
        #expect(outcomes == [.refused(failure)])
    }

    @Test(arguments: [(RunMode.live, true), (.shadow, false), (.off, false)])
    func `only the mode live proves that effects may leave`(mode: RunMode, isLive: Bool) {
        #expect((LiveMode(mode) != nil) == isLive)
    }

    @Test func `a delivery is printed with what applies`() {
        let effect = Effect(ticket: .portal(1), action: .note("a"))
        func json(_ outcome: Delivery.Outcome) -> JSONValue {
            Delivery(effect: effect, key: "k", outcome: outcome).json
        }
        #expect(json(.delivered(id: "9")) == ["effect": effect.json, "key": "k", "outcome": "delivered", "id": "9"])
        #expect(json(.recorded) == ["effect": effect.json, "key": "k", "outcome": "recorded"])
        #expect(json(.heldBack(because: "x"))["because"] == "x")
        #expect(json(.unknown(.sample(.transient)))["error"]?["kind"] == "transient")
    }
}
