import Testing
import TicketModel

@testable import Engine

struct EchoSplitTests {
    private static func split(
        _ changes: [FoundChange],
        by effects: SentEffect...,
        of ticket: Ticket = .sample(1),
        attributed: [String: Set<ChangeKind>] = [:],
        sideEffects: [String: String] = [:]
    ) -> [FoundChange] {
        var split = EchoSplit(
            effects: effects,
            attributed: attributed,
            sideEffects: sideEffects,
            ticket: ticket
        )
        return split.split(changes)
    }

    private static func closing() -> FoundChange {
        FoundChange(kind: .statusChanged, from: ObservedStatus(.open), to: ObservedStatus(.closed))
    }

    private static func message(_ text: String, id: String = "m", by author: MessageAuthor.Kind = .agent) -> FoundChange
    {
        var message = Message.sample(author, minutesAgo: 0)
        message.id = id
        message.body = text
        return FoundChange(kind: .messageAdded, message: message)
    }

    @Test func `a status that we set is ours, with the effect for its cause`() {
        let changes = Self.split([Self.closing()], by: .sample(.setStatus(.normalised(.closed)), depth: 2))
        #expect(changes.map(\.cause) == ["key"])
        #expect(changes.map(\.actor) == [.usher])
        #expect(changes.map(\.depth) == [3])
    }

    @Test func `what an operator's command did is the operator's`() {
        let effect = SentEffect.sample(.setStatus(.normalised(.closed)), automation: SentEffect.commandLine)
        #expect(Self.split([Self.closing()], by: effect).map(\.actor) == [.operator])
    }

    @Test func `an effect has one echo of a kind: the same change by hand is another's`() {
        let effect = SentEffect.sample(.setStatus(.normalised(.closed)))
        #expect(Self.split([Self.closing(), Self.closing()], by: effect).map(\.cause) == ["key", nil])
        let again = Self.split([Self.closing()], by: effect, attributed: ["key": [.statusChanged]])
        #expect(again.map(\.cause) == [nil])
    }

    @Test func `another status is not ours`() {
        let changes = Self.split([Self.closing()], by: .sample(.setStatus(.normalised(.solved))))
        #expect(changes.map(\.cause) == [nil])
    }

    @Test func `a reply that reopens is the cause of both, where it is declared`() {
        let reopening = FoundChange(kind: .statusChanged, from: ObservedStatus(.closed), to: ObservedStatus(.open))
        let changes = [Self.message("We are on it.", id: "7"), reopening]
        let reply = SentEffect.sample(.reply("We are on it."), providerID: "7")
        #expect(Self.split(changes, by: reply).map(\.cause) == ["key", nil])
        #expect(Self.split(changes, by: reply, sideEffects: ["reply": "reopens"]).map(\.cause) == ["key", "key"])
    }

    @Test func `tags are divided into ours and theirs`() {
        let difference = FieldDifference(from: .value(["a", "x"]), to: .value(["a", "b", "c"]))
        let change = FoundChange(kind: .ticketUpdated, fields: [.tags: difference])
        let ticket = Ticket.sample(1) { $0.tags = .value(["a", "b", "c"]) }
        let changes = Self.split([change], by: .sample(.addTags(["b"])), of: ticket)
        #expect(changes.map(\.cause) == ["key", nil])
        #expect(changes.first?.difference == ["tags": ["from": ["a", "x"], "to": ["a", "x", "b"]]])
        #expect(changes.last?.difference == ["tags": ["from": ["a", "x", "b"], "to": ["a", "b", "c"]]])
    }

    @Test func `an assignment of ours is taken out of what somebody else changed`() {
        let fields: [TicketField: FieldDifference] = [
            .assignee: FieldDifference(from: .null, to: .value(["name": "Mia"])),
            .subject: FieldDifference(from: .value("A"), to: .value("B")),
        ]
        let ticket = Ticket.sample(1) { $0.assignee = .value(Person(name: "Mia")) }
        let changes = Self.split(
            [FoundChange(kind: .ticketUpdated, fields: fields)],
            by: .sample(.assign("mia")),
            of: ticket
        )
        #expect(changes.map { Set($0.fields.keys) } == [[.assignee], [.subject]])
        #expect(changes.map(\.cause) == ["key", nil])
    }

    @Test(arguments: [
        ("Thank you, we have received it.", MessageAuthor.Kind.agent, true),
        ("Thank you,  we have\nreceived it.\n-- \nAcme Support", .agent, true),
        ("Thank you, we have received it.", .requester, false),
        ("Thank you for waiting.", .agent, false),
    ])
    func `a message without an id of ours is known by its text and author`(
        text: String,
        author: MessageAuthor.Kind,
        isOurs: Bool
    ) {
        let reply = SentEffect.sample(.reply("Thank you, we have received it."), settled: false)
        #expect((Self.split([Self.message(text, by: author)], by: reply).first?.cause != nil) == isOurs)
    }

    @Test func `a short text must be all there is`() {
        let reply = SentEffect.sample(.reply("Thanks"), settled: false)
        #expect(Self.split([Self.message("Thanks, that is all I need")], by: reply).map(\.cause) == [nil])
        #expect(Self.split([Self.message(" Thanks ")], by: reply).map(\.cause) == ["key"])
    }

    @Test func `a ticket that we created is known by its id`() {
        let new = NewTicket(subject: "S", text: "T")
        let effect = SentEffect.sample(.create(connection: "portal", new), providerID: "1")
        #expect(Self.split([FoundChange(kind: .ticketCreated)], by: effect).map(\.cause) == ["key"])
        let other = SentEffect.sample(.create(connection: "portal", new), providerID: "2")
        #expect(Self.split([FoundChange(kind: .ticketCreated)], by: other).map(\.cause) == [nil])
    }
}
