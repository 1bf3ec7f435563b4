import PluginHost
import Synchronization
import TicketModel

/// A connector over tickets in memory, with everything about it to order.
final class MemoryConnector: TicketConnector, Sendable {
    enum Paging: Sendable {
        /// Opaque cursors.
        case opaque
        /// Page numbers, with the number of pages told.
        case numbered
    }

    struct State: Sendable {
        var rows: [Ticket]
        var threads: [TicketID: [Message]] = [:]
        /// The threads once anything was written.
        var threadsAfterWrite: [TicketID: [Message]]?
        var calls: [String] = []
        /// What the n-th write answers; it lands where nothing is said.
        var writes: [Result<WriteOutcome, TicketFailure>?] = []
        /// What a write does to the rows, whatever it answers.
        var onWrite: (@Sendable (Effect, inout [Ticket]) -> Void)?
        var written: [Effect] = []
        var writtenTo: [Ticket?] = []
        var landed: Bool?
        var getFailure: TicketFailure?
        var messagesFailure: TicketFailure?
        var pageFailure: (at: Int, failure: TicketFailure)?
        var applied: Set<TicketFilter.Key> = []
        var getCarriesMessages = false
        var pageCount = 0
    }

    let connection: String
    let provider: String
    let capabilities: Capabilities
    private let paging: Paging
    private let pageSize: Int
    private let tellsTotal: Bool
    private let state: Mutex<State>
    /// Runs before a page is cut, with the rows and how many pages were asked for before.
    private let beforePage: @Sendable (inout [Ticket], Int) -> Void
    /// Awaited before an answer, with the page's number from 0.
    private let hold: @Sendable (Int) async -> Void

    static let everything = Capabilities(
        operations: Set(TicketOperation.allCases),
        statusTargets: [.open: "open", .closed: "closed"],
        priorityTargets: [.normal: "2", .high: "3"]
    )

    init(
        _ rows: [Ticket] = [],
        connection: String = "portal",
        provider: String = "acme",
        without absent: Set<TicketOperation> = [],
        capabilities: Capabilities = MemoryConnector.everything,
        paging: Paging = .opaque,
        pageSize: Int = 10,
        tellsTotal: Bool = true,
        _ change: (inout State) -> Void = { _ in },
        beforePage: @escaping @Sendable (inout [Ticket], Int) -> Void = { _, _ in },
        hold: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.connection = connection
        self.provider = provider
        var capabilities = capabilities
        capabilities.operations.subtract(absent)
        self.capabilities = capabilities
        self.paging = paging
        self.pageSize = pageSize
        self.tellsTotal = tellsTotal
        self.beforePage = beforePage
        self.hold = hold
        var start = State(rows: rows)
        change(&start)
        state = Mutex(start)
    }

    /// What was asked, in order.
    var calls: [String] { state.withLock(\.calls) }
    var rows: [Ticket] { state.withLock(\.rows) }
    var written: [Effect] { state.withLock(\.written) }
    var writtenTo: [Ticket?] { state.withLock(\.writtenTo) }

    func page(_ filter: TicketFilter, at cursor: PageCursor?) async throws(TicketFailure) -> TicketPage {
        let number: Int =
            switch cursor {
            case nil: 0
            case .opaque(let text): Int(text) ?? 0
            case .page(let number): number - 1
            }
        state.withLock { $0.calls.append("page \(number + 1)") }
        await hold(number)
        return try state.withLock { state throws(TicketFailure) in
            beforePage(&state.rows, state.pageCount)
            state.pageCount += 1
            if let fault = state.pageFailure, fault.at == number + 1 { throw fault.failure }
            let start = min(number * pageSize, state.rows.count)
            let end = min(start + pageSize, state.rows.count)
            var page = TicketPage(tickets: Array(state.rows[start..<end]), applied: state.applied)
            page.total = tellsTotal ? state.rows.count : nil
            switch paging {
            case .opaque:
                page.next = end < state.rows.count ? .opaque(String(number + 1)) : nil
            case .numbered:
                page.pages = max(1, (state.rows.count + pageSize - 1) / pageSize)
                page.next = end < state.rows.count ? .page(number + 2) : nil
            }
            return page
        }
    }

    func get(_ id: String) async throws(TicketFailure) -> TicketWithMessages {
        try state.withLock { state throws(TicketFailure) in
            state.calls.append("get \(id)")
            if let failure = state.getFailure { throw failure }
            guard let ticket = state.rows.first(where: { $0.id.id == id }) else {
                throw .sample(.notFound, connection: connection)
            }
            let messages = state.getCarriesMessages ? state.threads[ticket.id] ?? [] : nil
            return TicketWithMessages(ticket: ticket, messages: messages)
        }
    }

    func messages(of ticket: Ticket) async throws(TicketFailure) -> [Message] {
        try state.withLock { state throws(TicketFailure) in
            state.calls.append("messages \(ticket.id.id)")
            if let failure = state.messagesFailure { throw failure }
            return state.threads[ticket.id] ?? []
        }
    }

    func write(_ effect: Effect, to ticket: Ticket?, key: String) async throws(TicketFailure) -> WriteOutcome {
        try state.withLock { state throws(TicketFailure) in
            state.calls.append("write \(effect)")
            let answer = state.written.count < state.writes.count ? state.writes[state.written.count] : nil
            state.written.append(effect)
            state.writtenTo.append(ticket)
            state.onWrite?(effect, &state.rows)
            state.threads = state.threadsAfterWrite ?? state.threads
            return try (answer ?? .success(WriteOutcome(id: "w\(state.written.count)"))).get()
        }
    }

    func landed(_ effect: Effect, on ticket: Ticket?, key: String, sentAt: Timestamp) async throws(TicketFailure)
        -> Bool?
    {
        state.withLock { state in
            state.calls.append("landed \(effect)")
            return state.landed
        }
    }

    func check() async throws(TicketFailure) {}
}
