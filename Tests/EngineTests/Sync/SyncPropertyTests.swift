import Store
import Testing
import TicketModel

@testable import Engine

/// Random histories of a help desk: the mirror ends equal to it, and what was visible at a pass is told once.
struct SyncPropertyTests {
    @Test(arguments: 1...40)
    func `any history ends in the same mirror`(seed: Int) async throws {
        var history = History(seed: seed)
        try await history.run(on: .sqlite)
    }

    @Test(arguments: TestDatabase.available, 41...44)
    func `on any database`(kind: TestDatabase, seed: Int) async throws {
        var history = History(seed: seed)
        try await history.run(on: kind)
    }
}

/// What happens at a help desk, by a seed.
private struct History {
    var random: SeededGenerator
    /// The provider's clock, in seconds after the test's moment; it goes on one tick at a time, with equal stamps.
    var tick: Int64 = 0
    var nextID = 1

    init(seed: Int) {
        random = SeededGenerator(seed: seed)
    }

    mutating func run(on kind: TestDatabase) async throws {
        let absent: Set<TicketOperation> = Bool.random(using: &random) ? [] : [.get]
        let size = Int.random(in: 1...5, using: &random)
        let order = HelpDesk.Order.allCases.randomElement(using: &random) ?? .byID
        let tellsUpdates = Bool.random(using: &random)
        let tellsTotal = Bool.random(using: &random)
        let desk = HelpDesk(without: absent) { state in
            state.pageSize = size
            state.order = order
            state.tellsUpdates = tellsUpdates
            state.tellsTotal = tellsTotal
            // Without a count, a message that shares its time with the first read of a thread would be no news.
            state.tellsCount = true
        }
        for _ in 0..<Int.random(in: 0...9, using: &random) { step(desk) }
        try await SyncDesk.with(desk, on: kind) { try await go($0) }
    }

    private mutating func go(_ sync: SyncDesk) async throws {
        var sync = sync
        sync.options.wholeEvery = .minutes(6)
        sync.options.overlap = .zero
        try await sync.pass()
        var expected = try await Snapshot(sync)
        for _ in 1...6 {
            for _ in 0..<Int.random(in: 0...4, using: &random) { step(sync.desk) }
            let told = try await sync.news().count
            // Updates first; then two whole listings, which a deletion needs where a ticket cannot be read alone.
            for minutes in [1, 7, 7] as [Int64] { try await sync.pass(after: .minutes(minutes)) }
            let seen = Snapshot(sync.desk)
            let news = try await sync.news().dropFirst(told)
            #expect(news.sorted() == seen.news(since: expected))
            #expect(try await sync.mirror() == sync.desk.tickets)
            expected = seen
        }
    }

    /// One thing that happens.
    private mutating func step(_ desk: HelpDesk) {
        if Int.random(in: 0...2, using: &random) > 0 { tick += 1 }
        let time = SyncDesk.time(tick)
        let ids = desk.tickets.keys.sorted()
        guard let id = ids.randomElement(using: &random), Int.random(in: 0...3, using: &random) > 0 else {
            let id = "\(nextID)"
            nextID += 1
            return desk.change { $0.open(id, at: time) }
        }
        switch Int.random(in: 0...5, using: &random) {
        case 0:
            desk.change { state in
                state.tickets[id] = nil
                state.threads[id] = nil
            }
        case 1:
            let status = TicketStatus.allCases.randomElement(using: &random) ?? .open
            desk.change { state in state.touch(id, at: time) { $0.status = status } }
        case 2:
            let tags = ["a", "b", "c"].shuffled(using: &random).prefix(2)
            desk.change { state in state.touch(id, at: time) { $0.tags = .value(Array(tags)) } }
        case 3:
            desk.change { state in state.touch(id, at: time) { $0.assignee = .null } }
        case 4:
            desk.change { state in state.touch(id, at: time) { $0.assignee = .absent } }
        default:
            desk.change { $0.say("Message at \(time)", on: id, at: time) }
        }
    }
}

/// What a help desk shows at one moment.
private struct Snapshot {
    let tickets: [String: Ticket]
    let threads: [String: [Message]]

    init(_ desk: HelpDesk) {
        tickets = desk.tickets
        threads = desk.threads
    }

    init(_ sync: SyncDesk) async throws {
        self.init(sync.desk)
        #expect(try await sync.mirror() == tickets)
    }

    /// The news between two moments, sorted; a test of its own for `TicketDifference`, which it does not use.
    func news(since old: Snapshot) -> [String] {
        var news: [String] = []
        for (id, ticket) in tickets {
            let added = (threads[id] ?? []).count - (old.threads[id] ?? []).count
            news += Array(repeating: "portal/\(id) message.added", count: added)
            guard let before = old.tickets[id] else {
                news.append("portal/\(id) ticket.created")
                continue
            }
            if before.status != ticket.status { news.append("portal/\(id) ticket.status_changed") }
            if before.tags != ticket.tags || before.assignee != ticket.assignee {
                news.append("portal/\(id) ticket.updated")
            }
        }
        news += old.tickets.keys.filter { tickets[$0] == nil }.map { "portal/\($0) ticket.deleted" }
        return news.sorted()
    }
}
