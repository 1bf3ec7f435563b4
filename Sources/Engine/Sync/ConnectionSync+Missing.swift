import PluginHost
import Store
import TicketModel

extension ConnectionSync {
    /// The tickets that a whole listing did not show, by what becomes of them.
    struct Missing: Sendable {
        var noted: [String] = []
        var asked: [String] = []
        var gone: [TicketID] = []
    }

    func missing(from pass: SyncPass, listing: Int64) async throws -> Missing {
        let rule = DeletionRule(
            canAsk: connector.capabilities.has(.get),
            isComplete: pass.isComplete,
            listing: listing
        )
        let (connection, begunAt, seen, now) = (connector.connection, pass.begunAt, pass.seen, now())
        return try await database.read { reader in
            var missing = Missing()
            try TicketRows.forEachPresent(at: connection, readBefore: begunAt, now: now, in: reader) { ticket in
                guard !seen.contains(ticket.id) else { return }
                switch rule.verdict(on: ticket, now: begunAt) {
                case .keep: break
                case .note: missing.noted.append(ticket.id)
                case .ask: missing.asked.append(ticket.id)
                case .gone: missing.gone.append(TicketID(connection: connection, id: ticket.id))
                }
            }
            return missing
        }
    }

    /// Reads tickets that are not listed any more, a bounded number of them; the others have their turn at the next listing.
    func ask(for ids: [String], listing: Int64, _ pass: inout SyncPass) async throws {
        var unreadable = 0
        for id in ids.prefix(options.extraReads) {
            let begunAt = now()
            let answer: Result<TicketWithMessages, TicketFailure>
            do throws(TicketFailure) {
                answer = .success(try await connector.get(id))
            } catch {
                answer = .failure(error)
            }
            switch answer {
            case .success(let read):
                // Where its messages can't be read now, the next listing asks again.
                guard let read = try await withThread(read, &pass) else {
                    unreadable += 1
                    if unreadable == 3 { return }
                    continue
                }
                try await keep(read, begunAt: begunAt, listing: listing, &pass)
            case .failure(let failure) where failure.kind == .notFound:
                try await drop(TicketID(connection: connector.connection, id: id), begunAt: begunAt, &pass)
            case .failure(let failure):
                // Nothing is concluded from it; the next listing asks again.
                if failure.concernsConnection || failure.isRetryable { return }
            }
        }
    }

    /// The ticket with its messages where some may have come, for no listing shows that any more.
    ///
    /// - Returns: nil where they can't be read now.
    private func withThread(_ read: TicketWithMessages, _ pass: inout SyncPass) async throws -> TicketWithMessages? {
        let ticket = read.ticket
        guard read.messages == nil, !pass.isBaseline, connector.capabilities.has(.messages) else { return read }
        let (known, isListed) = try await database.read { reader in
            let marks = try TicketRows.marks(of: [ticket.id.id], at: ticket.id.connection, in: reader)
            return (try MirrorReader(reader).ticket(ticket.id), marks[ticket.id.id]?.listedHash != nil)
        }
        // What a write of ours was answered with may show a message that was never read.
        if let known, isListed, ticket.showsActivity, ticket.showsNone(since: known) { return read }
        let answer = try await threads(of: [ticket])
        if let failure = answer.failures[ticket.id] {
            if failure.isRetryable { return nil }
            if failure.kind != .notFound { pass.report.notes.append(Notes.unreadThread(ticket.id, failure)) }
        }
        return TicketWithMessages(ticket: ticket, messages: answer.threads[ticket.id])
    }

    /// Applies a ticket that is there, though it is not listed.
    private func keep(
        _ read: TicketWithMessages,
        begunAt: Timestamp,
        listing: Int64,
        _ pass: inout SyncPass
    ) async throws {
        let read = mirrorRead(read, from: .single, begunAt: begunAt, baseline: pass.isBaseline)
        let (writer, seenAt) = (writer, now())
        let changes = try await database.write { transaction in
            let changes = try writer.apply([read], seenAt: seenAt, in: transaction)
            let id = read.ticket.id
            try TicketRows.miss([id.id], at: id.connection, listing: listing, in: transaction)
            return changes
        }
        pass.count(changes, overlap: options.overlap)
    }

    private func drop(_ id: TicketID, begunAt: Timestamp, _ pass: inout SyncPass) async throws {
        let (writer, seenAt, baseline) = (writer, now(), pass.isBaseline)
        let changes = try await database.write { transaction in
            try writer.applyDeletion(
                of: [id],
                begunAt: begunAt,
                seenAt: seenAt,
                baseline: baseline,
                in: transaction
            )
        }
        pass.count(changes, overlap: options.overlap)
    }

    /// Reads the messages of some tickets that somebody waits at and whose messages were never read, the latest first.
    ///
    /// So filters can tell who waits, though a first listing reads no messages.
    func readOpenThreads(_ pass: inout SyncPass) async throws {
        guard connector.capabilities.has(.messages), pass.extra > 0 else { return }
        let (connection, limit) = (connector.connection, pass.extra)
        let rows = try await database.read { reader in
            try TicketRows.unreadThreads(at: connection, except: Ticket.settled, limit: limit, in: reader)
        }
        let begunAt = now()
        let read = try await threads(of: rows.map(\.ticket))
        // The ticket itself was not read: it stands as it is.
        let reads = rows.compactMap { row in
            read.threads[row.ticket.id].map { messages in
                mirrorRead(TicketWithMessages(ticket: row.ticket, messages: messages), from: .write, begunAt: begunAt)
            }
        }
        pass.count(try await apply(reads), overlap: options.overlap)
    }
}
