import Store
import Synchronization
import Testing
import TicketModel

@testable import Engine

/// Notifiers that can be told to fail.
private final class Notifiers: NotificationSender {
    private struct State {
        var sent: [(notifier: String, text: String)] = []
        var failing: Set<String> = []
    }

    private let state = Mutex(State())

    var sent: [(notifier: String, text: String)] { state.withLock(\.sent) }

    func fail(_ names: Set<String>) { state.withLock { $0.failing = names } }

    func send(notifier: String, text: String, automation: String?, ticket: Ticket?) async throws(TicketFailure) {
        let fails = state.withLock { state in
            if state.failing.contains(notifier) { return true }
            state.sent.append((notifier, text))
            return false
        }
        if fails { throw TicketFailure(.transient, "It is away.") }
    }
}

struct AlertDeskTests {
    private func with(
        _ kind: TestDatabase,
        _ body: (any SQLDatabase, AlertDesk, Notifiers, TestTime) async throws -> Void
    ) async throws {
        try await kind.with { database in
            let (notifiers, time) = (Notifiers(), TestTime())
            let desk = AlertDesk(database, notifiers: ["duty", "mail"], sender: notifiers, now: { time.now })
            try await body(database, desk, notifiers, time)
        }
    }

    private func pause(_ database: any SQLDatabase, at time: Timestamp = testTime) async throws {
        let pause = Pause(.all, reason: "wrong texts", by: "ana", since: time)
        _ = try await database.write { try PauseTable.add(pause, in: $0) }
    }

    @Test(arguments: TestDatabase.available)
    func `an incident is told once to everybody, until it is over and comes again`(kind: TestDatabase) async throws {
        try await with(kind) { database, desk, notifiers, _ in
            var tally = try await desk.tell()
            #expect(tally == AlertDesk.Tally())
            try await pause(database)
            tally = try await desk.tell()
            #expect(tally.raised == 1 && tally.told == 2)
            #expect(Set(notifiers.sent.map(\.notifier)) == ["duty", "mail"])
            #expect(
                notifiers.sent.first?.text
                    == "Everything is paused since \(testTime) by ana: wrong texts. \"usher resume\" goes on."
            )
            tally = try await desk.tell()
            #expect(tally == AlertDesk.Tally())
            _ = try await database.write { try PauseTable.remove(.all, in: $0) }
            _ = try await desk.tell()
            try await pause(database, at: testTime + .hours(1))
            tally = try await desk.tell()
            #expect(tally.raised == 1)
            #expect(notifiers.sent.count == 4)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a notifier that fails stops nobody, and is tried again, later each time, for a day`(
        kind: TestDatabase
    ) async throws {
        try await with(kind) { database, desk, notifiers, time in
            notifiers.fail(["duty"])
            try await pause(database)
            var tally = try await desk.tell()
            #expect(tally.told == 1)
            #expect(
                tally.problems == ["An alert could not be told through duty, and is tried again: It is away."]
            )
            tally = try await desk.tell()
            #expect(tally.problems.isEmpty)
            var tries = 1
            for _ in 0..<200 {
                time.pass(.minutes(10))
                tries += try await desk.tell().problems.count
            }
            #expect((20...40).contains(tries))
            notifiers.fail([])
            time.pass(.hours(2))
            tally = try await desk.tell()
            #expect(tally.told == 0)
        }
    }

    @Test func `a message whose sender ended in the middle is sent again`() async throws {
        try await with(.sqlite) { database, desk, notifiers, time in
            let until = testTime + AlertDesk.lease
            try await database.write { try AlertTable.add("Look", to: ["duty"], now: testTime, in: $0) }
            let taken = try await database.write {
                try AlertTable.take(now: testTime, until: until, limit: 9, in: $0)
            }
            #expect(taken.count == 1)
            var tally = try await desk.tell()
            #expect(tally.told == 0)
            time.pass(AlertDesk.lease)
            tally = try await desk.tell()
            #expect(tally.told == 1)
            #expect(notifiers.sent.map(\.text) == ["Look"])
        }
    }

    @Test func `credentials that are refused are told, and are over when the connection was read`() async throws {
        try await with(.sqlite) { database, desk, notifiers, _ in
            let refused = TicketFailure(.auth, "The token is wrong.", connection: "portal")
            _ = try await desk.tell(.init(connections: ["portal": refused, "klink": nil]))
            #expect(notifiers.sent.count == 2)
            #expect(notifiers.sent[0].text.hasPrefix("portal refuses its credentials, so nothing is read or sent"))
            // Of another connection's sync nothing follows for this one.
            _ = try await desk.tell(.init(connections: ["klink": nil]))
            var open = try await database.read { try AlertTable.list(limit: 9, in: $0) }
            #expect(open.map(\.incident.key) == ["credentials:portal"])
            _ = try await desk.tell(.init(connections: ["portal": nil]))
            open = try await database.read { try AlertTable.list(limit: 9, in: $0) }
            #expect(open.isEmpty)
        }
    }

    private func refuse(_ numbers: ClosedRange<Int>, _ database: any SQLDatabase) async throws {
        try await database.write { transaction in
            for number in numbers {
                let effect = NewEffect(
                    key: "k\(number)",
                    run: 1,
                    position: number,
                    automation: "auto-reply",
                    handler: "triggers[1]",
                    ticket: .portal(number),
                    connection: "portal",
                    kind: .note,
                    class: .appending,
                    ordinal: 0,
                    action: ["note": "n"],
                    createdAt: testTime
                )
                try EffectTable.insert([effect], in: transaction)
                guard let row = try EffectTable.effect(key: "k\(number)", in: transaction) else { continue }
                let why = number == 8 ? TroubleRows.operatorSaidSo : "The ticket is locked"
                let step = EffectStep(.refuse, at: testTime, why: why)
                _ = try EffectTable.move(row.id, fence: row.fence, step, in: transaction)
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `however many dead letters there are, a new one is news, and an old one is not`(
        kind: TestDatabase
    ) async throws {
        try await with(kind) { database, desk, _, _ in
            let many = IncidentReport.mostRows + 50
            try await refuse(1...many, database)
            var raised = try await desk.tell().raised
            #expect(raised == IncidentReport.mostRows)
            raised = try await desk.tell().raised
            #expect(raised == 0)
            try await refuse(many + 1...many + 60, database)
            raised = try await desk.tell().raised
            #expect(raised == 60)
            // The oldest of those that were told is tried again, and is over.
            let open = try await database.read { try AlertTable.list(limit: .max, in: $0) }
            let oldest = try #require(open.last?.incident.key.split(separator: ":").last.flatMap { Int64($0) })
            try await database.write { transaction in
                guard let row = try EffectTable.effect(oldest, in: transaction) else { return }
                let step = EffectStep(.redrive, at: testTime)
                _ = try EffectTable.move(row.id, fence: row.fence, step, in: transaction)
            }
            raised = try await desk.tell().raised
            #expect(raised == 0)
            let left = try await database.read { try AlertTable.list(limit: .max, in: $0) }
            #expect(left.count == open.count - 1)
        }
    }

    @Test func `dead letters come in one message, without those that an operator gave up`() async throws {
        try await with(.sqlite) { database, desk, notifiers, _ in
            try await refuse(1...8, database)
            let tally = try await desk.tell()
            #expect(tally.raised == 7 && tally.told == 2)
            let lines = notifiers.sent[0].text.split(separator: "\n")
            #expect(lines.count == 6)
            #expect(
                lines.first == """
                    The note of auto-reply on portal/7 (entry 7) is refused: The ticket is locked. "usher outbox redrive 7" \
                    lets it try again.
                    """
            )
            #expect(lines.last == "And 2 more: \"usher outbox list --waiting\" shows them.")
        }
    }
}
