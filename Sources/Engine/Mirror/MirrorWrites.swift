import Store
import TicketModel

/// The rows of tickets and of their changes on their way into one transaction, each kind in one statement.
struct MirrorWrites {
    private struct Pending {
        let entry: ChangeRow
        let key: String
        let found: FoundChange
        let ticket: Ticket
    }

    private var tickets = TicketSaves()
    /// How many tickets were added since the last time.
    private(set) var count = 0
    private var changes: [Pending] = []
    /// The changes that were written and were not in the log before.
    private(set) var recorded: [RecordedChange] = []

    /// Adds a ticket's row and its changes; ``TicketSaves`` says what stands for what.
    mutating func add(
        _ found: [FoundChange],
        _ row: MirrorRow,
        replacing known: MirrorRow?,
        words: Bool = true,
        texts: TicketTexts? = nil,
        baseline: Bool,
        seenAt: Timestamp,
        in transaction: SQLTransaction
    ) throws {
        var row = row
        if !found.isEmpty { row.revision += 1 }
        count += 1
        try tickets.add(row, replacing: known, words: words, texts: texts, in: transaction)
        for (place, change) in found.enumerated() {
            let entry = ChangeRow(
                ticket: row.ticket.id,
                kind: change.kind,
                actor: change.actor,
                cause: change.cause,
                depth: change.depth,
                baseline: baseline,
                seenAt: seenAt,
                difference: change.difference,
                message: change.message?.id
            )
            let key = change.dedupeKey(revision: row.revision, place: place)
            changes.append(Pending(entry: entry, key: key, found: change, ticket: row.ticket))
        }
    }

    /// Writes what was added since the last time; a message that was reported before is not reported again.
    mutating func flush(in transaction: SQLTransaction) throws {
        try tickets.write(in: transaction)
        count = 0
        guard !changes.isEmpty else { return }
        let numbers = try ChangeRows.append(changes.map { ($0.entry, $0.key) }, in: transaction)
        for (change, number) in zip(changes, numbers) {
            guard let number else { continue }
            recorded.append(RecordedChange(id: number, change.entry, change.found, ticket: change.ticket))
        }
        changes = []
    }
}

extension FoundChange {
    /// What must stand in the log only once for each ticket.
    fileprivate func dedupeKey(revision: Int64, place: Int) -> String {
        switch kind {
        case .ticketCreated: "created"
        case .messageAdded: "message:\(message?.id ?? "")"
        case .ticketUpdated, .statusChanged, .ticketDeleted: "\(revision):\(place)"
        }
    }
}

extension RecordedChange {
    fileprivate init(id: Int64, _ entry: ChangeRow, _ found: FoundChange, ticket: Ticket) {
        self.init(
            id: id,
            change: TicketChange(
                kind: found.kind,
                ticket: ticket,
                message: found.message,
                actor: found.actor,
                from: found.from,
                to: found.to
            ),
            cause: found.cause,
            depth: found.depth,
            baseline: entry.baseline,
            seenAt: entry.seenAt,
            difference: entry.difference
        )
    }
}
