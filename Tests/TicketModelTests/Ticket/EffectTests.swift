import Testing
import TicketModel

struct EffectTests {
    private static let ticket = TicketID(connection: "portal", id: "1")
    private static let file = OutgoingAttachment(name: "a.pdf", mime: "application/pdf", data: [1, 2, 3])

    private static let effects: [(Effect.Action, String, JSONValue)] = [
        (
            Effect.Action.reply("Thank you\n  for  writing"), "reply \"Thank you for writing\"",
            ["kind": "reply", "text": "Thank you\n  for  writing"]
        ),
        (
            .note("n", attachments: [file]), "note \"n\" with a.pdf",
            [
                "kind": "note", "text": "n",
                "attachments": [["name": "a.pdf", "mime": "application/pdf", "size": 3]],
            ]
        ),
        (.setStatus(.raw("Wacht")), "status raw:Wacht", ["kind": "status", "status": "raw:Wacht"]),
        (.setPriority(.normalised(.high)), "priority high", ["kind": "priority", "priority": "high"]),
        (.assign("jan@x.nl"), "assign \"jan@x.nl\"", ["kind": "assign", "assignee": "jan@x.nl"]),
        (.addTags(["a", "b"]), "tag a, b", ["kind": "tag", "add": ["a", "b"]]),
        (.removeTags(["a"]), "untag a", ["kind": "tag", "remove": ["a"]]),
        (
            .notify(notifier: "duty", text: "look"), "notify duty \"look\"",
            ["kind": "notify", "notifier": "duty", "text": "look"]
        ),
        (
            .later(after: .days(2), handler: "remind", payload: [1]), "later remind after 2d",
            ["kind": "later", "after": 172_800, "handler": "remind", "payload": [1]]
        ),
    ]

    @Test(arguments: effects)
    func `each effect has a line and JSON`(action: Effect.Action, line: String, json: JSONValue) {
        let effect = Effect(ticket: Self.ticket, action: action, ordinal: 2)
        var members = json.objectValue ?? [:]
        members["ticket"] = "portal/1"
        members["ordinal"] = 2
        #expect(effect.description == line)
        #expect(effect.json == .object(members))
    }

    @Test func `a new ticket has no id yet`() {
        let new = NewTicket(
            subject: "S",
            text: "T",
            requester: "r@x.nl",
            priority: .normalised(.low),
            tags: ["t"],
            fields: ["f": 1],
            dueAt: Timestamp(microseconds: 0)
        )
        let effect = Effect(ticket: nil, action: .create(connection: "portal", new))
        #expect(effect.description == "create \"S\" at portal")
        #expect(
            effect.json == [
                "kind": "create", "ordinal": 0, "connection": "portal", "subject": "S", "text": "T",
                "requester": "r@x.nl", "priority": "low", "tags": ["t"], "fields": ["f": 1],
                "due_at": "1970-01-01T00:00:00Z",
            ]
        )
    }

    @Test func `a long text is cut at sixty characters`() {
        let line = Effect(ticket: nil, action: .reply(String(repeating: "é", count: 100_000))).description
        #expect(line == "reply \"" + String(repeating: "é", count: 59) + "…\"")
        let fits = String(repeating: "x", count: 60)
        #expect(Effect(ticket: nil, action: .note(fits)).description == "note \"\(fits)\"")
    }

    @Test func `an effect needs the operation that delivers it`() {
        #expect(Effect(ticket: nil, action: .addTags(["a"])).operation == .setTags)
        #expect(Effect(ticket: nil, action: .setStatus(.raw("x"))).operation == .setStatus)
        #expect(Effect(ticket: nil, action: .notify(notifier: "d", text: "t")).operation == nil)
    }
}
