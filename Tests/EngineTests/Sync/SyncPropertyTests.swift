import Store
import Testing
import TicketModel

@testable import Engine

/// Random histories of a help desk: the mirror ends equal to it, and what was visible at a pass is told once.
struct SyncPropertyTests {
    @Test(arguments: 1...60)
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

/// Random histories that go on while the help desk is read.
struct MovingPropertyTests {
    @Test(arguments: 1...60)
    func `what moves while it is read is neither lost nor told twice`(seed: Int) async throws {
        var history = History(seed: seed)
        try await history.runMoving()
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
        let desk = desk()
        for _ in 0..<Int.random(in: 0...9, using: &random) { step(desk) }
        try await SyncDesk.with(desk, on: kind) { try await go($0) }
    }

    mutating func runMoving() async throws {
        let desk = desk()
        for _ in 0..<Int.random(in: 3...12, using: &random) { step(desk) }
        try await SyncDesk.with(desk) { try await goMoving($0) }
    }

    private mutating func desk() -> HelpDesk {
        let absent: Set<TicketOperation> = Bool.random(using: &random) ? [] : [.get]
        let size = Int.random(in: 1...5, using: &random)
        let order = HelpDesk.Order.allCases.randomElement(using: &random) ?? .byID
        let tellsUpdates = Bool.random(using: &random)
        let tellsTotal = Bool.random(using: &random)
        return HelpDesk(without: absent) { state in
            state.pageSize = size
            state.order = order
            state.tellsUpdates = tellsUpdates
            state.tellsTotal = tellsTotal
            // Without a count, a message that shares its time with the first read of a thread would be no news.
            state.tellsCount = true
        }
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
            let isCut = Int.random(in: 0...2, using: &random) == 0
            if isCut {
                let most = Int.random(in: 1...4, using: &random)
                sync.desk.change { $0.mostRows = most }
                try await sync.pass()
                sync.desk.change { $0.mostRows = .max }
            }
            try await sync.pass()
            // A listing that was cut off without saying so hides what it left out until everything is read.
            if !isCut || sync.desk.change({ $0.tellsTotal }) {
                let mirror = try await sync.mirror().filter { sync.desk.tickets[$0.key] != nil }
                #expect(mirror == sync.desk.tickets)
            }
            // Two whole listings, which a deletion needs where a ticket cannot be read alone.
            for _ in 1...2 { try await sync.pass(after: .minutes(7)) }
            let seen = Snapshot(sync.desk)
            let news = try await sync.news().dropFirst(told)
            #expect(news.sorted() == seen.news(since: expected))
            #expect(try await sync.mirror() == sync.desk.tickets)
            expected = seen
        }
    }

    /// Pages move every other pass: a row that two listings in a row miss is one that is gone, as far as anybody can tell.
    private mutating func goMoving(_ sync: SyncDesk) async throws {
        var sync = sync
        sync.options.wholeEvery = .minutes(6)
        try await sync.pass()
        let first = Snapshot(sync.desk)
        var seen: Set<String> = Set(first.tickets.keys)
        for _ in 1...6 {
            move(sync.desk)
            try await sync.pass(after: .minutes(7))
            sync.desk.change { $0.beforePage = nil }
            seen.formUnion(try await sync.mirror().keys)
            try await sync.pass(after: .minutes(7))
            seen.formUnion(try await sync.mirror().keys)
        }
        try await sync.pass(after: .minutes(7))
        #expect(try await sync.mirror() == sync.desk.tickets)
        let told = Dictionary(grouping: try await sync.news()) { $0 }.mapValues(\.count)
        for id in seen {
            let exists = sync.desk.tickets[id] != nil
            #expect(told["portal/\(id) ticket.created", default: 0] == (first.tickets[id] == nil ? 1 : 0), "\(id)")
            #expect(told["portal/\(id) ticket.deleted", default: 0] == (exists ? 0 : 1), "\(id)")
            guard exists else { continue }
            let added = (sync.desk.threads[id] ?? []).count - (first.threads[id] ?? []).count
            #expect(told["portal/\(id) message.added", default: 0] == added, "\(id)")
        }
    }

    /// Lets something happen before some of the pages that are read next.
    private mutating func move(_ desk: HelpDesk) {
        let start = desk.change { $0.pagesCut }
        var moves: [Int: History] = [:]
        for page in 0..<4 where Bool.random(using: &random) {
            var later = self
            later.random = SeededGenerator(seed: Int.random(in: 0...1_000_000, using: &random))
            later.tick = tick + Int64(page)
            // Ids are given once.
            later.nextID = nextID + page
            moves[start + page] = later
        }
        (tick, nextID) = (tick + 4, nextID + 4)
        let planned = moves
        desk.change { state in
            state.beforePage = { state, page in
                guard var history = planned[page] else { return }
                history.step(&state)
            }
        }
    }

    private mutating func step(_ desk: HelpDesk) {
        self = desk.change { [self] state in
            var history = self
            history.step(&state)
            return history
        }
    }

    /// One thing that happens.
    private mutating func step(_ state: inout HelpDesk.State) {
        if Int.random(in: 0...2, using: &random) > 0 { tick += 1 }
        let time = SyncDesk.time(tick)
        let ids = state.tickets.keys.sorted()
        guard let id = ids.randomElement(using: &random), Int.random(in: 0...3, using: &random) > 0 else {
            let id = "\(nextID)"
            nextID += 1
            return state.open(id, at: time)
        }
        switch Int.random(in: 0...5, using: &random) {
        case 0:
            state.tickets[id] = nil
            state.threads[id] = nil
        case 1:
            let status = TicketStatus.allCases.randomElement(using: &random) ?? .open
            state.touch(id, at: time) { $0.status = status }
        case 2:
            let tags = ["a", "b", "c"].shuffled(using: &random).prefix(2)
            state.touch(id, at: time) { $0.tags = .value(Array(tags)) }
        case 3:
            state.touch(id, at: time) { $0.assignee = .null }
        case 4:
            state.touch(id, at: time) { $0.assignee = .absent }
        default:
            state.say("Message at \(time)", on: id, at: time)
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
