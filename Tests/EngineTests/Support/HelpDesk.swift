import PluginHost
import Synchronization
import TicketModel

/// A ticket system in memory with a clock of its own, which a test changes while it is read.
final class HelpDesk: TicketConnector, Sendable {
    enum Order: Sendable, CaseIterable {
        case oldestUpdateFirst, newestUpdateFirst, byID
    }

    struct State: Sendable {
        var tickets: [String: Ticket] = [:]
        var threads: [String: [Message]] = [:]
        var order = Order.byID
        var pageSize = 3
        /// Whether it evaluates `updated_after`.
        var tellsUpdates = false
        var tellsTotal = false
        /// Whether a ticket tells how many messages it has.
        var tellsCount = false
        /// Whether a message leaves its ticket as it is, its update too.
        var hidesMessages = false
        /// How many rows a listing shows at most.
        var mostRows = Int.max
        /// Ids that a listing leaves out, though they can be read.
        var unlisted: Set<String> = []
        /// Fails the next calls of a name: `page 2`, `messages 7`, `get 7`.
        var failures: [String: [TicketFailure]] = [:]
        var calls: [String] = []
        /// Runs before a page is cut, with how many pages were cut before.
        var beforePage: (@Sendable (inout State, Int) -> Void)?
        var pagesCut = 0
    }

    let connection = "portal"
    let provider = "acme"
    let capabilities: Capabilities
    private let state = Mutex(State())

    init(
        without absent: Set<TicketOperation> = [],
        sideEffects: [String: String] = [:],
        _ change: @Sendable (inout State) -> Void = { _ in }
    ) {
        var capabilities = MemoryConnector.everything
        capabilities.operations.subtract(absent)
        capabilities.sideEffects = sideEffects
        self.capabilities = capabilities
        state.withLock { change(&$0) }
    }

    /// Changes what there is, and answers something of it.
    @discardableResult
    func change<Value: Sendable>(_ body: @Sendable (inout State) -> Value) -> Value {
        state.withLock { body(&$0) }
    }

    /// What was asked since the last look.
    func calls() -> [String] {
        state.withLock { state in
            defer { state.calls = [] }
            return state.calls
        }
    }

    var tickets: [String: Ticket] { state.withLock(\.tickets) }
    var threads: [String: [Message]] { state.withLock(\.threads) }

    func page(_ filter: TicketFilter, at cursor: PageCursor?) async throws(TicketFailure) -> TicketPage {
        try state.withLock { state throws(TicketFailure) in
            let start = if case .opaque(let text) = cursor { Int(text) ?? 0 } else { 0 }
            try state.note("page \(start / state.pageSize + 1)")
            state.beforePage?(&state, state.pagesCut)
            state.pagesCut += 1
            var applied: Set<TicketFilter.Key> = []
            var rows = state.rows
            if state.tellsUpdates, let after = filter.updatedAfter {
                applied.insert(.updatedAfter)
                var updates = TicketFilter()
                updates.updatedAfter = after
                rows = rows.filter { updates.evaluate($0, now: testTime).isMatch }
            }
            let total = state.tellsTotal ? rows.count : nil
            rows = Array(rows.prefix(state.mostRows))
            let end = min(start + state.pageSize, rows.count)
            return TicketPage(
                tickets: start < end ? Array(rows[start..<end]) : [],
                next: end < rows.count ? .opaque(String(end)) : nil,
                total: total,
                applied: applied
            )
        }
    }

    func get(_ id: String) async throws(TicketFailure) -> TicketWithMessages {
        try state.withLock { state throws(TicketFailure) in
            try state.note("get \(id)")
            guard let ticket = state.tickets[id] else { throw .sample(.notFound) }
            return TicketWithMessages(ticket: ticket)
        }
    }

    func messages(of ticket: Ticket) async throws(TicketFailure) -> [Message] {
        try state.withLock { state throws(TicketFailure) in
            try state.note("messages \(ticket.id.id)")
            return state.threads[ticket.id.id] ?? []
        }
    }

    func write(_ effect: Effect, to ticket: Ticket?, key: String) async throws(TicketFailure) -> WriteOutcome {
        throw .sample(.unsupported)
    }

    func landed(
        _ effect: Effect,
        on ticket: Ticket?,
        key: String,
        sentAt: Timestamp
    ) async throws(TicketFailure) -> Bool? { nil }

    func check() async throws(TicketFailure) {}
}

extension HelpDesk.State {
    fileprivate var rows: [Ticket] {
        tickets.values.filter { !unlisted.contains($0.id.id) }.sorted { one, other in
            let (first, second) = (one.updatedAt.value ?? testTime, other.updatedAt.value ?? testTime)
            return switch order {
            case .byID: one.id.id < other.id.id
            case .oldestUpdateFirst: (first, one.id.id) < (second, other.id.id)
            case .newestUpdateFirst: (second, one.id.id) < (first, other.id.id)
            }
        }
    }

    fileprivate mutating func note(_ call: String) throws(TicketFailure) {
        calls.append(call)
        guard var waiting = failures[call], !waiting.isEmpty else { return }
        let failure = waiting.removeFirst()
        failures[call] = waiting
        throw failure
    }

    /// A new ticket.
    mutating func open(
        _ id: String,
        at time: Timestamp,
        status: TicketStatus = .open,
        _ change: (inout Ticket) -> Void = { _ in }
    ) {
        var ticket = Ticket(id: TicketID(connection: "portal", id: id), provider: "acme")
        ticket.subject = .value("Ticket \(id)")
        ticket.status = status
        ticket.createdAt = .value(time)
        ticket.updatedAt = .value(time)
        if tellsCount { ticket.messageCount = .value(0) }
        change(&ticket)
        tickets[id] = ticket
    }

    /// Changes a ticket, and when it was updated.
    mutating func touch(_ id: String, at time: Timestamp, _ change: (inout Ticket) -> Void) {
        guard var ticket = tickets[id] else { return }
        change(&ticket)
        ticket.updatedAt = .value(time)
        tickets[id] = ticket
    }

    /// Adds a message to a ticket, which counts as an update of it unless messages are hidden.
    mutating func say(
        _ text: String,
        on id: String,
        by author: MessageAuthor.Kind = .requester,
        at time: Timestamp
    ) {
        let message = Message(
            id: "\(id)-\((threads[id] ?? []).count + 1)",
            author: MessageAuthor(kind: author),
            visibility: .public,
            body: text,
            createdAt: .value(time)
        )
        threads[id, default: []].append(message)
        guard !hidesMessages else { return }
        let count = threads[id]?.count ?? 0
        let tellsCount = tellsCount
        touch(id, at: time) { if tellsCount { $0.messageCount = .value(count) } }
    }
}
