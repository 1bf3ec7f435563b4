import PluginHost
import Testing
import TicketModel

@testable import Engine

struct DeliveryTests {
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
        #expect(json(.waiting(entry: 7, because: "x"))["entry"] == 7)
        #expect(json(.unknown(.sample(.transient)))["error"]?["kind"] == "transient")
    }

    @Test func `what waits, or came too late, is a failure that says what to do`() {
        func failure(_ outcome: Delivery.Outcome) -> TicketFailure? {
            Delivery(effect: Effect(ticket: .portal(1), action: .note("a")), key: "k", outcome: outcome).failure
        }
        #expect(failure(.waiting(entry: 7, because: "x"))?.kind == .unknownOutcome)
        #expect(failure(.waiting(entry: 7, because: "x"))?.message.contains("usher outbox show 7") == true)
        #expect(failure(.superseded(because: "x"))?.kind == .conflict)
        #expect(failure(.scheduled) == nil)
    }

    @Test func `a failure of a ticket is read back as it was printed`() {
        var failure = TicketFailure.sample(.rateLimited)
        failure.status = 429
        failure.code = "slow"
        failure.providerMessage = "Rustig"
        failure.retryAfter = .seconds(3)
        failure.fields = ["tags": ["too many"]]
        #expect(TicketFailure(json: failure.json) == failure)
        #expect(TicketFailure(json: ["kind": "weather", "message": "x"]) == nil)
    }
}
