import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

/// What the relay decides, without a store.
struct RelayDecisionTests {
    // MARK: Documents

    @Test(
        arguments: [
            .reply(
                "Hello\u{0} «ü»",
                attachments: [OutgoingAttachment(name: "a.pdf", mime: "application/pdf", data: [0, 255])]
            ),
            .note("n"), .setStatus(.normalised(.closed)), .setStatus(.raw("Afgesloten")), .setPriority(.raw("9")),
            .assign("ana@example.com"), .addTags(["a", "b"]), .removeTags([]),
            .create(
                connection: "desk",
                NewTicket(
                    subject: "s",
                    text: "t",
                    requester: "r",
                    priority: .normalised(.high),
                    tags: ["x"],
                    fields: ["f": [1, .null]],
                    dueAt: testTime,
                    attachments: [OutgoingAttachment(name: "b", mime: "text/plain", data: [1])]
                )
            ),
            .notify(notifier: "duty", text: "t"), .later(after: .days(2), handler: "again", payload: ["a": 1.5]),
        ] as [Effect.Action]
    )
    func `an effect is kept without loss`(action: Effect.Action) throws {
        let text = EffectDocument.json(action).text()
        let back = try EffectDocument.action(JSONValue(parsing: text))
        #expect(back == action)
    }

    // MARK: Reading back

    @Test func `absence is believed after the settle time, by two clean readings`() {
        let settling = Settling(settleTime: .seconds(60), interval: .seconds(5))
        func step(_ reading: Settling.Reading, _ seconds: Int64, _ clean: Int) -> Settling.Step {
            settling.step(after: reading, lostAt: testTime, cleanReads: clean, now: testTime + .seconds(seconds))
        }
        #expect(step(.absent, 0, 0) == .lookAgain(at: testTime + .seconds(60), cleanReads: 0))
        #expect(step(.absent, 59, 1) == .lookAgain(at: testTime + .seconds(60), cleanReads: 0))
        #expect(step(.absent, 60, 0) == .lookAgain(at: testTime + .seconds(65), cleanReads: 1))
        #expect(step(.absent, 65, 1) == .sendAgain)
        #expect(step(.present(id: "m"), 1, 0) == .delivered(id: "m"))
        #expect(step(.cannotTell(because: "x"), 1, 0) == .ask(because: "x"))
        let failed = TicketFailure.sample(.transient)
        // A failed reading is no clean one: what was counted before it counts no longer.
        #expect(step(.failed(failed), 65, 1) == .lookAgain(at: testTime + .seconds(95), cleanReads: 0))
        #expect(step(.failed(failed), 90_000, 0) == .ask(because: failed.message))
        #expect(step(.failed(.sample(.notFound)), 1, 0) == .ask(because: TicketFailure.sample(.notFound).message))
    }

    @Test(
        arguments: [
            ("Hello, we look into it.", MessageAuthor.Kind.agent, MessageVisibility.public, 0, true),
            ("<p>Hello,&nbsp;we look\n into   it.</p>", .agent, .public, 3, true),
            ("Hello, we look into it.", .unknown, .unknown, 59, true),
            ("Hello, we look into it.", .requester, .public, 0, false),
            ("Hello, we look into it.", .agent, .internal, 0, false),
            ("Hello, we look into it.", .agent, .public, -11, false),
            ("Hello, we look into it.", .agent, .public, 70, false),
            ("Hello, we look into this.", .agent, .public, 0, false),
        ] as [(String, MessageAuthor.Kind, MessageVisibility, Int64, Bool)]
    )
    func `a message of ours is known by author, time and words`(
        body: String,
        author: MessageAuthor.Kind,
        visibility: MessageVisibility,
        minutes: Int64,
        isOurs: Bool
    ) {
        let reply = Effect(ticket: .portal(1), action: .reply("Hello, we look into it."))
        let print = MessageFingerprint(reply, sentAt: testTime)
        let message = Message(
            id: "m",
            author: MessageAuthor(kind: author),
            visibility: visibility,
            body: body,
            format: body.hasPrefix("<") ? .html : .text,
            createdAt: .value(testTime + .minutes(minutes))
        )
        #expect(print?.matches(message) == isOurs)
    }

    @Test func `a long text is found inside what the provider added around it, a short one is not`() {
        func matches(_ text: String, in body: String) -> Bool {
            let print = MessageFingerprint(Effect(ticket: .portal(1), action: .reply(text)), sentAt: testTime)
            let author = MessageAuthor(kind: .agent)
            return print?.matches(Message(id: "m", author: author, visibility: .public, body: body)) ?? false
        }
        #expect(
            matches(
                "We have received your message about the invoice.",
                in: "Dear Jan,\nWe have received your message about the invoice.\n-- \nAcme"
            )
        )
        #expect(!matches("Thanks", in: "Many thanks for everything"))
    }

    // MARK: Replies

    private func message(
        _ id: String,
        _ author: MessageAuthor.Kind,
        _ minutes: Int64,
        _ visibility: MessageVisibility = .public
    )
        -> Message
    {
        Message(
            id: id,
            author: MessageAuthor(kind: author),
            visibility: visibility,
            body: "text of \(id)",
            createdAt: .value(testTime + .minutes(minutes))
        )
    }

    @Test func `a reply stays when a person has answered since, and only then`() throws {
        let seen = SeenTicket(lastMessage: "b", readAt: testTime)
        let before = [message("a", .agent, -9), message("b", .requester, -5)]
        func answer(_ fresh: Message..., ids: Set<String> = [], ours: [MessageFingerprint] = []) -> String? {
            ReplyGuard.answer(in: before + fresh, seen: seen, ours: ours, ids: ids)?.id
        }
        #expect(answer() == nil)
        #expect(answer(message("c", .agent, 1)) == "c")
        #expect(answer(message("c", .agent, 1, .internal)) == nil)
        #expect(answer(message("c", .requester, 1)) == nil)
        #expect(answer(message("c", .agent, 1), ids: ["c"]) == nil)
        let own = try #require(
            MessageFingerprint(Effect(ticket: .portal(1), action: .reply("text of c")), sentAt: testTime)
        )
        #expect(answer(message("c", .agent, 1), ours: [own]) == nil)
        #expect(answer(message("c", .agent, 1), message("d", .agent, 2), ours: [own]) == "d")
    }

    @Test func `where the last message that was seen is not there, the times decide`() {
        let seen = SeenTicket(readAt: testTime)
        let messages = [message("a", .agent, -1), message("b", .agent, 1)]
        #expect(ReplyGuard.answer(in: messages, seen: seen, ours: [], ids: [])?.id == "b")
        #expect(ReplyGuard.answer(in: [messages[0]], seen: seen, ours: [], ids: []) == nil)
    }

    @Test(arguments: [(nil, 100, false), (60, 59, false), (60, 60, false), (60, 61, true)] as [(Int64?, Int64, Bool)])
    func `a reply does not leave after its hour`(minutes: Int64?, now: Int64, isLate: Bool) {
        let expiry = ReplyGuard.expiry(minutes.map { testTime + .minutes($0) }, now: testTime + .minutes(now))
        #expect((expiry != nil) == isLate)
    }

    // MARK: Values

    @Test(
        arguments: [
            ("active", "active", [], .send(Effect(ticket: .portal(1), action: .setStatus(.normalised(.closed))))),
            (
                "active", "paused", ["paused"],
                .send(Effect(ticket: .portal(1), action: .setStatus(.normalised(.closed))))
            ),
            (
                "active", "paused", [],
                .superseded(because: "the status was changed meanwhile from \"active\" to \"paused\"")
            ),
            ("active", "closed", [], .noChange),
            (nil, "paused", [], .send(Effect(ticket: .portal(1), action: .setStatus(.normalised(.closed))))),
        ] as [(String?, String, Set<String>, SettingVerdict)]
    )
    func `a value is sent while the old one stands, or one of ours`(
        seen: String?,
        now: String,
        ours: Set<String>,
        verdict: SettingVerdict
    ) {
        let current = Ticket.sample(1, status: now == "closed" ? .closed : .open) { $0.statusRaw = .value(now) }
        let effect = Effect(ticket: .portal(1), action: .setStatus(.normalised(.closed)))
        #expect(
            SettingVerdict(effect, on: current, seen: SeenTicket(value: seen, readAt: testTime), ours: ours) == verdict
        )
    }

    // MARK: Waiting

    @Test func `waits grow fourfold up to a limit, and differ`() {
        let backoff = RunBackoff(attempts: 9, first: .seconds(5), longest: .minutes(10))
        var random = SeededGenerator(seed: 3)
        for (attempt, seconds) in [(1, 5), (2, 20), (3, 80), (4, 320), (5, 600), (50, 600)] as [(Int, Int64)] {
            let delays = (0..<50).map { _ in backoff.delay(after: attempt, random: &random) }
            let range = TimeSpan(microseconds: seconds * 500_000)...TimeSpan.seconds(seconds)
            #expect(delays.allSatisfy(range.contains), "attempt \(attempt)")
            #expect(Set(delays).count > 25)
        }
    }

    @Test func `a limit that stops one run does not stop those behind it`() {
        func run(_ id: Int64, _ automation: String, _ connection: String? = "a") -> RunCandidate {
            RunCandidate(id: id, automation: automation, connection: connection)
        }
        var choice = ClaimChoice(RunLimits(total: 4, perAutomation: 2, perConnection: 3), running: [run(1, "x")])
        let chosen = choice.choose([
            run(2, "x"), run(3, "x"), run(4, "y"), run(5, "y"), run(6, "y", nil), run(7, "z", nil),
        ])
        #expect(chosen.map(\.id) == [2, 4, 6])
    }

    @Test func `of the runs whose workers went away there is one at a time, and it stops no others`() {
        func run(_ id: Int64, isSuspect: Bool) -> RunCandidate {
            RunCandidate(id: id, automation: "x", connection: "a", isSuspect: isSuspect)
        }
        let candidates = [
            run(1, isSuspect: true), run(2, isSuspect: true), run(3, isSuspect: false), run(4, isSuspect: true),
        ]
        var choice = ClaimChoice(RunLimits())
        #expect(choice.choose(candidates).map(\.id) == [1, 3])
        var next = ClaimChoice(RunLimits(), running: [run(1, isSuspect: true)])
        #expect(next.choose(candidates.dropFirst().map(\.self)).map(\.id) == [3])
    }

    @Test func `once counts by ticket, by requester or by window`() {
        let ticket = Ticket.sample(1) { $0.requester = .value(Person(id: "7", email: "Ana@Example.com")) }
        #expect(OnceScope(nil, ticket: ticket) == nil)
        #expect(OnceScope(.perTicket, ticket: ticket)?.name == "ticket portal/1")
        let requester = OnceScope(.perRequester, ticket: ticket)?.name ?? ""
        #expect(requester.hasPrefix("requester ") && !requester.contains("ana"))
        let sameElsewhere = Ticket.sample(2) { $0.requester = .value(Person(id: "8", email: "ana@example.com")) }
        #expect(OnceScope(.perRequester, ticket: sameElsewhere)?.name == requester)
        #expect(OnceScope(.perRequester, ticket: .sample(1))?.name == "ticket portal/1")
        let window = OnceScope(.window(.days(1)), ticket: ticket)
        #expect(window?.since(testTime) == testTime - .days(1))
    }
}
