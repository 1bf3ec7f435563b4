import Testing
import TicketModel

struct TriggerConditionTests {
    private static let ticket = Ticket(
        id: TicketID(connection: "c", id: "1"),
        provider: "p",
        status: .open,
        tags: .value(["vip"])
    )
    private static let change = TicketChange(
        kind: .messageAdded,
        ticket: ticket,
        message: Message(id: "m", author: MessageAuthor(kind: .requester), visibility: .public, body: "b"),
        actor: .requester,
        from: ObservedStatus(.pending, raw: "Wacht"),
        to: ObservedStatus(.open)
    )

    @Test func `conditions of the change and of the ticket stand together`() throws {
        let condition = try TriggerCondition(
            [
                "author": "requester", "visibility": "public", "actor": "requester", "from": "raw:Wacht", "to": "open",
                "tag": "vip", "waiting_longer_than": "1h",
            ],
            zone: nil
        )
        #expect(condition.needsMessages)
        let now = Timestamp(microseconds: 0)
        #expect(condition.evaluate(Self.change, now: now, waitingSince: .value(now - .hours(2))) == .matches)
        #expect(try TriggerCondition([:], zone: nil) == TriggerCondition())
    }

    private static let failing: [([String: JSONValue], String, String)] = [
        (["author": "agent"], "author", "the message's author is requester, not agent"),
        (["visibility": "internal"], "visibility", "the message's visibility is public, not internal"),
        (["actor": "operator"], "actor", "the actor is requester, not operator"),
        (["from": "open"], "from", "the status before is pending (\"Wacht\"), not open"),
        (["to": "raw:Open"], "to", "the status after is open, not raw:Open"),
        (["tag": "x"], "tag", "the tag \"x\" is not there"),
        (["tag": "x", "to": "new"], "to", "the status after is open, not new"),
    ]

    @Test(arguments: failing)
    func `the first that does not hold is told`(terms: [String: JSONValue], key: String, reason: String) throws {
        let condition = try TriggerCondition(terms, zone: nil)
        #expect(condition.evaluate(Self.change, now: Timestamp(microseconds: 0)) == .fails(key, because: reason))
    }

    @Test(arguments: [
        ("author", "requester", "the message's author is not told"),
        ("visibility", "public", "the message's visibility is not told"),
        ("from", "open", "the status before is not told"),
        ("to", "open", "the status after is not told"),
    ])
    func `what the change does not tell never holds`(key: String, word: String, reason: String) throws {
        let change = TicketChange(kind: .ticketUpdated, ticket: Self.ticket)
        let condition = try TriggerCondition([key: .string(word)], zone: nil)
        #expect(condition.evaluate(change, now: Timestamp(microseconds: 0)) == .fails(key, because: reason))
    }

    private static let misfits: [([String: JSONValue], String)] = [
        (["auhtor": "agent"], "there is no filter \"auhtor\"; did you mean \"author\"?"),
        (["author": "robot"], "the filter \"author\" cannot be \"robot\"; write requester, agent or system"),
        (["visibility": "pubic"], "the filter \"visibility\" cannot be \"pubic\"; did you mean \"public\"?"),
        (["actor": ["agent"]], "the filter \"actor\" takes one text"),
        (
            ["to": "opne"],
            "the filter \"to\" does not fit: \"opne\" is not a status; did you mean \"open\"? "
                + "A provider's own word is written raw:WORD"
        ),
    ]

    @Test(arguments: misfits)
    func `a term that does not fit is refused by its key`(terms: [String: JSONValue], problem: String) {
        #expect(problemText { try TriggerCondition(terms, zone: nil) } == problem)
    }
}
