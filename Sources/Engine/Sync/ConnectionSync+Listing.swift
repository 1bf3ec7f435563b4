import PluginHost
import Store
import TicketModel

extension ConnectionSync {
    /// What is ready to be written in one transaction.
    struct Batch: Sendable {
        var reads: [MirrorRead] = []
        var foundAgain: [String] = []
    }

    /// No transaction holds up the other writers for longer than so many tickets take.
    private static let mostInBatch = 1000

    private var advance: CursorAdvance {
        CursorAdvance(overlap: options.overlap, wholeEvery: options.wholeEvery)
    }

    /// Reads the listing to its end, and the messages that it shows to be due.
    func list(_ pass: inout SyncPass) async throws {
        var filter = TicketFilter()
        if case .since(let time) = advance.plan(pass.cursor, now: pass.begunAt) { filter.updatedAfter = .at(time) }
        let flow = PageFlow(connector: connector, filter: filter, parallelism: options.parallelism, now: now)
        // The last page is written together with the cursor, so each is held until the next one is there.
        var held = Batch()
        do {
            while let answer = try await flow.next() {
                pass.note(answer)
                // It is written while the page behind it is held against the mirror.
                let ready = held
                async let written = write(ready)
                let next: Result<Batch, any Error>
                do {
                    next = .success(try await batch(of: answer, &pass))
                } catch {
                    next = .failure(error)
                }
                pass.count(try await written, overlap: options.overlap)
                held = Batch()
                held = try next.get()
            }
        } catch {
            try await commit(held, &pass)
            if filter.updatedAfter != nil, pass.report.pages == 0, let failure = error as? TicketFailure {
                try await giveUpUpdates(after: failure, pass.cursor)
            }
            throw error
        }
        try await finish(held, &pass)
    }

    /// A provider that refuses the time asked for is asked for everything next time.
    private func giveUpUpdates(after failure: TicketFailure, _ cursor: SyncCursor?) async throws {
        guard [.invalid, .notFound, .protocolError].contains(failure.kind), var cursor else { return }
        cursor.fullDue = true
        let connection = connector.connection
        try await database.write { [cursor] in try CursorRows.save(cursor, of: connection, in: $0) }
    }

    // MARK: Pages

    private func batch(of answer: PageFlow.Answer, _ pass: inout SyncPass) async throws -> Batch {
        let connection = connector.connection
        let ids = answer.tickets.map(\.id.id)
        let marks = try await database.read { try TicketRows.marks(of: ids, at: connection, in: $0) }
        let page = SyncPage(
            answer.tickets,
            marks: marks,
            baseline: pass.isBaseline,
            readsMessages: connector.capabilities.has(.messages),
            extra: &pass.extra
        )
        let read = try await threads(of: page.unreadThreads)
        var batch = Batch(foundAgain: page.foundAgain)
        for listed in page.news {
            let ticket = listed.ticket
            if let failure = read.failures[ticket.id] {
                if failure.isRetryable {
                    pass.postponed += 1
                    continue
                }
                if failure.kind != .notFound { pass.report.notes.append(Notes.unreadThread(ticket.id, failure)) }
            }
            batch.reads.append(
                mirrorRead(
                    TicketWithMessages(ticket: ticket, messages: read.threads[ticket.id]),
                    from: .listing,
                    begunAt: answer.begunAt,
                    baseline: pass.isBaseline,
                    listed: listed
                )
            )
        }
        return batch
    }

    /// - Throws: the failure that concerns the connection, or that came again and again.
    func threads(of tickets: [Ticket]) async throws(TicketFailure) -> ReadThreads {
        guard !tickets.isEmpty else { return ReadThreads() }
        let read = await connector.threads(of: tickets, parallelism: options.parallelism) { failure, before in
            failure.concernsConnection || (failure.isRetryable && before >= 2)
        }
        if let failure = read.stoppedBy { throw failure }
        return read
    }

    func mirrorRead(
        _ read: TicketWithMessages,
        from source: ReadSource,
        begunAt: Timestamp,
        baseline: Bool = false,
        listed: ListedTicket? = nil
    ) -> MirrorRead {
        var read = MirrorRead(
            read,
            from: source,
            begunAt: begunAt,
            baseline: baseline,
            sideEffects: connector.capabilities.sideEffects
        )
        read.texts = listed?.texts
        read.listedHash = listed?.hash
        return read
    }

    // MARK: Writing

    @discardableResult
    func apply(_ reads: [MirrorRead]) async throws -> [RecordedChange] {
        let (writer, seenAt) = (writer, now())
        return try await database.write { try writer.apply(reads, seenAt: seenAt, in: $0) }
    }

    private func commit(_ batch: Batch, _ pass: inout SyncPass) async throws {
        pass.count(try await write(batch), overlap: options.overlap)
    }

    private func write(_ batch: Batch) async throws -> [RecordedChange] {
        let changes = try await write(batch.reads[...])
        guard !batch.foundAgain.isEmpty else { return changes }
        let connection = connector.connection
        try await database.write { try TicketRows.see(batch.foundAgain, at: connection, in: $0) }
        return changes
    }

    private func write(_ reads: ArraySlice<MirrorRead>) async throws -> [RecordedChange] {
        var rest = reads
        var changes: [RecordedChange] = []
        while !rest.isEmpty {
            changes += try await apply(Array(rest.prefix(Self.mostInBatch)))
            rest = rest.dropFirst(Self.mostInBatch)
        }
        return changes
    }

    /// Writes the last page, and with it the cursor and what the whole listing did not show.
    private func finish(_ batch: Batch, _ pass: inout SyncPass) async throws {
        let last = batch.reads.suffix(Self.mostInBatch)
        pass.count(try await write(batch.reads.dropLast(last.count)), overlap: options.overlap)
        guard pass.postponed == 0, !pass.isMixed else {
            pass.report.notes.append(pass.isMixed ? Notes.mixedPages(connector) : Notes.postponed(pass.postponed))
            return try await commit(Batch(reads: Array(last), foundAgain: batch.foundAgain), &pass)
        }
        var next = advance.advanced(
            pass.cursor,
            whole: pass.isWhole,
            begunAt: pass.begunAt,
            stamps: pass.stamps,
            told: pass.total
        )
        if !pass.isComplete {
            pass.report.notes.append(Notes.cutListing(connector, shown: pass.stamps.rows, told: pass.total ?? 0))
        }
        let missing = pass.isWhole ? try await missing(from: pass, listing: next.listing) : Missing()
        if !missing.noted.isEmpty { next.fullDue = true }
        let (connection, seenAt, begunAt, baseline) = (connector.connection, now(), pass.begunAt, pass.isBaseline)
        let changes = try await database.write { [writer, next] transaction in
            var changes = try writer.apply(Array(last), seenAt: seenAt, in: transaction)
            try TicketRows.see(batch.foundAgain, at: connection, in: transaction)
            try TicketRows.miss(missing.noted, at: connection, listing: next.listing, in: transaction)
            changes += try writer.applyDeletion(
                of: missing.gone,
                begunAt: begunAt,
                seenAt: seenAt,
                baseline: baseline,
                in: transaction
            )
            try CursorRows.save(next, of: connection, in: transaction)
            return changes
        }
        pass.count(changes, overlap: options.overlap)
        try await ask(for: missing.asked, listing: next.listing, &pass)
        try await readOpenThreads(&pass)
    }
}

extension TicketFailure {
    /// Whether the next request would meet the same.
    var concernsConnection: Bool {
        switch kind {
        case .auth, .license, .rateLimited, .unsupported: true
        default: false
        }
    }
}
