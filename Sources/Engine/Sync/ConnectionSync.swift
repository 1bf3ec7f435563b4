package import PluginHost
package import Store
package import TicketModel

/// Reads one connection into the mirror.
///
/// A pass lists what was updated since the pass before where the provider evaluates `updated_after`, else everything; it
/// compares each ticket with the mirror and appends what differs to the change log. Page after page is committed with
/// its changes, the last one with the cursor: a pass that breaks off anywhere is simply done again.
package struct ConnectionSync: Sendable {
    let connector: any TicketConnector
    let database: any SQLDatabase
    let writer: MirrorWriter
    let options: SyncOptions
    let now: @Sendable () -> Timestamp

    /// The sync of a connection; `now` is the wall clock.
    package init(
        connector: any TicketConnector,
        database: any SQLDatabase,
        intake: any ChangeIntake,
        evidence: any EffectEvidence,
        options: SyncOptions = SyncOptions(),
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.connector = connector
        self.database = database
        writer = MirrorWriter(evidence: evidence, intake: intake)
        self.options = options
        self.now = now
    }

    /// Reads the connection once; a failure of the provider stands in the report.
    ///
    /// - Throws: what the database or the intake throws; the commits before it stand.
    package func pass() async throws -> SyncReport {
        let connection = connector.connection
        let cursor = try await database.read { try CursorRows.find(connection, in: $0) }
        var pass = SyncPass(cursor: cursor, connection: connection, begunAt: now(), extra: options.extraReads)
        do {
            guard connector.capabilities.has(.list) else {
                throw TicketFailure.unsupported(.list, provider: connector.provider, connection: connection)
            }
            try await list(&pass)
        } catch let failure as TicketFailure {
            pass.report.failure = failure
        }
        return pass.report
    }

    /// Writes the terms of tickets that came too many at a time, as in a first sync; they are found without them too, but slowly.
    package func writeTerms() async throws {
        let limit = 1000
        while !Task.isCancelled {
            let written = try await database.write { try TicketWords.catchUp(limit: limit, in: $0) }
            guard written == limit else { return }
        }
    }

    /// Reads one ticket now, with its messages.
    ///
    /// - Returns: the ticket as the mirror holds it then; nil where it does not exist any more.
    /// - Throws: the provider's failure, `unsupported` where a single ticket cannot be read, or the database's.
    @discardableResult
    package func refresh(_ id: String) async throws -> Ticket? {
        let ticketID = TicketID(connection: connector.connection, id: id)
        let begunAt = now()
        do {
            var read = try await connector.get(id)
            if read.messages == nil, connector.capabilities.has(.messages) {
                read.messages = try await connector.messages(of: read.ticket)
            }
            try await apply([mirrorRead(read, from: .single, begunAt: begunAt)])
        } catch let failure as TicketFailure where failure.kind == .notFound {
            let (writer, seenAt) = (writer, now())
            try await database.write { transaction in
                try writer.applyDeletion(of: [ticketID], begunAt: begunAt, seenAt: seenAt, in: transaction)
            }
            return nil
        }
        return try await database.read { try MirrorReader($0).ticket(ticketID) }
    }
}
