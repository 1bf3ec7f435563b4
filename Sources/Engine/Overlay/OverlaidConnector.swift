package import PluginHost
package import Store
package import TicketModel

/// A connector whose tickets show, beside what the provider tells, what our store keeps because the provider cannot hold it:
/// tags, priority, assignee and notes.
///
/// Whoever reads through it sees the one ticket that there is. What is kept is written by the relay, in the commit that says
/// delivered, and never leaves.
package struct OverlaidConnector: TicketConnector {
    /// What may be kept here; replies, statuses and new tickets never are.
    private static let keepable: Set<TicketOperation> = [.setTags, .setPriority, .assign, .note]

    private let base: any TicketConnector
    /// Nil before there is one: then nothing is kept yet.
    private let database: (any SQLDatabase)?
    private let held: Set<TicketOperation>
    package let capabilities: Capabilities

    package var connection: String { base.connection }
    package var provider: String { base.provider }

    /// The connector with what the store keeps, or as it is where its provider can hold everything.
    package static func over(
        _ base: any TicketConnector,
        in database: (any SQLDatabase)?
    ) -> any TicketConnector {
        let held = keepable.subtracting(base.capabilities.operations)
        return held.isEmpty ? base : OverlaidConnector(base, database, held)
    }

    private init(_ base: any TicketConnector, _ database: (any SQLDatabase)?, _ held: Set<TicketOperation>) {
        self.base = base
        self.database = database
        self.held = held
        var capabilities = base.capabilities
        capabilities.operations.formUnion(held)
        capabilities.kept = held
        if held.contains(.setPriority) {
            capabilities.priorityTargets = Dictionary(
                uniqueKeysWithValues: TicketPriority.allCases.map { ($0, $0.rawValue) }
            )
        }
        self.capabilities = capabilities
    }

    // MARK: Reading

    package func page(_ filter: TicketFilter, at cursor: PageCursor?) async throws(TicketFailure) -> TicketPage {
        // The provider knows nothing of what is kept here, so it would leave out tickets that match.
        var asked = filter
        if held.contains(.setTags) { asked.tags = [] }
        if held.contains(.setPriority) { asked.priorities = [] }
        if held.contains(.assign) { asked.assignee = nil }
        if !held.isDisjoint(with: [.setTags, .setPriority, .assign]) {
            asked.has = []
            asked.lacks = []
        }
        var page = try await base.page(asked, at: cursor)
        page.applied.formIntersection(asked.keys)
        page.tickets = try await overlaid(page.tickets)
        return page
    }

    package func get(_ id: String) async throws(TicketFailure) -> TicketWithMessages {
        var read = try await base.get(id)
        read.ticket = try await overlaid([read.ticket])[0]
        if let messages = read.messages { read.messages = try await withNotes(messages, of: read.ticket.id) }
        return read
    }

    package func messages(of ticket: Ticket) async throws(TicketFailure) -> [Message] {
        try await withNotes(try await base.messages(of: Self.bare(ticket)), of: ticket.id)
    }

    /// The notes that are kept of a ticket; they are all there is to read where the provider does not tell messages.
    func notes(of id: TicketID) async throws(TicketFailure) -> [Message] {
        guard held.contains(.note) else { return [] }
        return try await read { try OverlayTable.notes(of: id, in: $0).map(\.message) } ?? []
    }

    package func write(
        _ effect: Effect,
        to ticket: Ticket?,
        key: String
    ) async throws(TicketFailure) -> WriteOutcome {
        try await base.write(effect, to: ticket.map(Self.bare), key: key)
    }

    package func landed(
        _ effect: Effect,
        on ticket: Ticket?,
        key: String,
        sentAt: Timestamp
    ) async throws(TicketFailure) -> Bool? {
        try await base.landed(effect, on: ticket.map(Self.bare), key: key, sentAt: sentAt)
    }

    package func check() async throws(TicketFailure) {
        try await base.check()
    }

    // MARK: Keeping

    /// Whether an effect is kept here, since the provider cannot hold what it asks for.
    func keeps(_ effect: Effect) -> Bool {
        effect.operation.map(held.contains) ?? false
    }

    /// Why an effect cannot be kept here; nil where it can.
    func problem(with effect: Effect) -> TicketFailure? {
        switch effect.action {
        case .setPriority(.raw(let word)):
            .unsupported(
                .setPriority,
                target: "raw:\(word)",
                possible: TicketPriority.allCases.map(\.rawValue),
                provider: provider,
                connection: connection
            )
        case .note(_, let attachments) where !attachments.isEmpty:
            .unsupported(.attach, provider: provider, connection: connection)
        default: nil
        }
    }

    /// Keeps what an effect asks for.
    /// - Returns: the id of the note that was made.
    func keep(
        _ effect: Effect,
        of id: TicketID,
        record: EffectRecord,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> String? {
        if case .note(let text, _) = effect.action {
            let note = try OverlayTable.add(
                text,
                by: record.automation,
                to: id,
                key: record.key,
                now: now,
                in: transaction
            )
            return "local-\(note)"
        }
        let old = try OverlayTable.find([id.id], at: id.connection, in: transaction)[id.id] ?? TicketOverlay()
        guard let new = old.taking(effect.action) else { return nil }
        try OverlayTable.save(new, over: old, of: id, now: now, in: transaction)
        return nil
    }

    /// A ticket and its thread with what is kept of them.
    func overlaid(_ known: MirroredTicket, in reader: any SQLReader) throws -> TicketWithMessages {
        let id = known.ticket.id
        let overlay = try OverlayTable.find([id.id], at: id.connection, in: reader)[id.id]
        let notes = try OverlayTable.notes(of: id, in: reader).map(\.message)
        return TicketWithMessages(
            ticket: overlay?.applied(to: known.ticket, held) ?? known.ticket,
            messages: known.messages.map { Self.merged($0, notes) }
        )
    }

    // MARK: Parts

    private func overlaid(_ tickets: [Ticket]) async throws(TicketFailure) -> [Ticket] {
        guard !tickets.isEmpty else { return tickets }
        let (ids, connection) = (tickets.map(\.id.id), connection)
        let overlays = try await read { try OverlayTable.find(ids, at: connection, in: $0) }
        guard let overlays, !overlays.isEmpty else { return tickets }
        return tickets.map { overlays[$0.id.id]?.applied(to: $0, held) ?? $0 }
    }

    private func withNotes(_ messages: [Message], of id: TicketID) async throws(TicketFailure) -> [Message] {
        Self.merged(messages, try await notes(of: id))
    }

    /// The thread with notes among it, each before the first message that is later.
    private static func merged(_ messages: [Message], _ notes: [Message]) -> [Message] {
        notes.reduce(into: messages.filter { !$0.isLocal }) { thread, note in
            let time = note.createdAt.value ?? .distantPast
            let place = thread.firstIndex { $0.createdAt.value.map { $0 > time } ?? false } ?? thread.endIndex
            thread.insert(note, at: place)
        }
    }

    /// A ticket as its provider knows it.
    private static func bare(_ ticket: Ticket) -> Ticket {
        var ticket = ticket
        for field in ticket.local {
            switch field {
            case .tags: ticket.tags = .absent
            case .priority: ticket.priority = .absent
            case .assignee: ticket.assignee = .absent
            default: continue
            }
        }
        ticket.local = []
        return ticket
    }

    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLReader) throws -> Value
    ) async throws(TicketFailure) -> Value? {
        do {
            return try await database?.read(body)
        } catch {
            throw .store(error)
        }
    }
}
