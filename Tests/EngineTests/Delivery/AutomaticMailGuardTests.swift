import PluginHost
import Testing
import TicketModel

@testable import Engine

/// No automation answers a machine, whatever its handler asks for.
struct AutomaticMailGuardTests {
    private let reply = Effect.Action.reply("Hello")

    private func refusal(_ outcome: Delivery.Outcome) -> TicketFailure? {
        guard case .refused(let failure) = outcome else { return nil }
        return failure
    }

    @Test func `a reply to a machine's message is refused`() async {
        let connector = MemoryConnector([.sample(1)]) {
            $0.threads[.portal(1)] = [
                .sample(.requester, minutesAgo: 9, email: "eva@example.org"),
                .sample(.requester, minutesAgo: 5, email: "no-reply@shop.example"),
                .sample(.agent, minutesAgo: 3),
            ]
        }
        let failure = refusal(await EffectRelay([connector]).outcomes(of: [reply])[0])
        #expect(failure?.kind == .notAllowed)
        #expect(
            failure?.message
                == "portal/1 was written by a machine: no-reply@shop.example is no person's address; "
                + "no reply was sent, since machines that answer each other do not stop."
        )
        #expect(connector.written.isEmpty)
    }

    @Test func `an operator may answer whom they like`() async {
        let robot = Ticket.sample(1) { $0.requester = .value(Person(email: "no-reply@shop.example")) }
        let connector = MemoryConnector([robot])
        let outcomes = await EffectRelay([connector]).outcomes(of: [reply], known: [robot], actor: .operator)
        #expect(outcomes == [.delivered(id: "w1")])
        #expect(connector.calls == ["write reply \"Hello\""])
    }

    @Test func `without messages the ticket itself is looked at`() async {
        let robot = Ticket.sample(1) { $0.requester = .value(Person(email: "mailer-daemon@shop.example")) }
        let connector = MemoryConnector([robot], without: [.messages, .get])
        #expect(refusal(await EffectRelay([connector]).outcomes(of: [reply])[0])?.kind == .notAllowed)
    }

    @Test func `a person is answered, and what the run has read is not read again`() async {
        let connector = MemoryConnector([.sample(1)])
        let outcomes = await EffectRelay([connector]).outcomes(of: [reply], known: [.sample(1)])
        #expect(outcomes == [.delivered(id: "w1")])
        #expect(connector.calls == ["messages 1", "write reply \"Hello\""])
    }

    @Test func `a thread that cannot be read is not answered`() async {
        let connector = MemoryConnector([.sample(1)]) { $0.messagesFailure = .sample(.transient) }
        #expect(await EffectRelay([connector]).outcomes(of: [reply]) == [.refused(.sample(.transient))])
        #expect(connector.written.isEmpty)
    }
}
