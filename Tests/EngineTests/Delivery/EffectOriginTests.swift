import Testing
import TicketModel

@testable import Engine

struct EffectOriginTests {
    private let origin = EffectOrigin(automation: "auto-reply", handler: "triggers[1]", cause: "c-7")

    @Test func `a key names the automation, handler, cause, ticket, kind and ordinal`() {
        let effect = Effect(ticket: .portal(12), action: .reply("Hello"), ordinal: 2)
        #expect(origin.key(of: effect) == "auto-reply/triggers[1]/c-7/portal/12/reply/2")
    }

    @Test func `no two effects share a key, whatever their ids hold`() {
        let ids = [("a", "b/c"), ("a/b", "c"), ("a", "b%2Fc"), ("a", "b c"), ("a", "شناسه"), ("a", "b\nc")]
        let keys = ids.map { connection, id in
            origin.key(of: Effect(ticket: TicketID(connection: connection, id: id), action: .note("x")))
        }
        #expect(Set(keys).count == ids.count)
        #expect(keys.allSatisfy { $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }, "a key may go into a header")
        #expect(keys[3] == "auto-reply/triggers[1]/c-7/a/b%20c/note/0")
    }

    @Test func `an effect without a ticket has a key too`() {
        let effect = Effect(ticket: nil, action: .notify(notifier: "duty", text: "x"), ordinal: 1)
        #expect(origin.key(of: effect) == "auto-reply/triggers[1]/c-7/-/-/notify/1")
    }
}
