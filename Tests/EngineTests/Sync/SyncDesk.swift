import Store
import Synchronization
import TicketModel

@testable import Engine

/// A help desk, its mirror, and what the intake was told.
struct SyncDesk {
    let desk: HelpDesk
    let database: any SQLDatabase
    let clock = MovingClock()
    let evidence = MemoryEvidence()
    var options = SyncOptions()

    static func with(
        _ desk: HelpDesk,
        on kind: TestDatabase = .sqlite,
        _ body: (SyncDesk) async throws -> Void
    ) async throws {
        try await kind.with { try await body(SyncDesk(desk: desk, database: $0)) }
    }

    var sync: ConnectionSync {
        ConnectionSync(
            connector: desk,
            database: database,
            intake: NoIntake(),
            evidence: evidence,
            options: options,
            now: clock.now
        )
    }

    /// One pass, with the clock moved on before it.
    @discardableResult
    func pass(after span: TimeSpan = .minutes(1)) async throws -> SyncReport {
        clock.move(span)
        return try await sync.pass()
    }

    /// A time on the provider's clock, so many seconds after the test's moment.
    static func time(_ seconds: Int64) -> Timestamp { testTime + .seconds(seconds) }

    /// The log, oldest first, as `TICKET KIND`, but for baseline changes.
    func news() async throws -> [String] {
        try await log().filter { !$0.baseline }.map { "\($0.ticket) \($0.kind.rawValue)" }
    }

    func log() async throws -> [ChangeRow] {
        try await database.read { reader in
            try reader.query("SELECT id FROM change ORDER BY id").compactMap { row in
                try ChangeRows.find(try row[0], in: reader)
            }
        }
    }

    func mirrored(_ id: String) async throws -> Ticket? {
        try await database.read { try MirrorReader($0).ticket(TicketID(connection: "portal", id: id)) }
    }

    /// The tickets that are there, by id.
    func mirror() async throws -> [String: Ticket] {
        let (filter, now) = (TicketFilter(), testTime)
        let tickets = try await database.read { try MirrorReader($0).list(filter, now: now) }
        return Dictionary(uniqueKeysWithValues: tickets.map { ($0.id.id, $0) })
    }
}

/// Effects of ours, as a test says.
final class MemoryEvidence: EffectEvidence, Sendable {
    private let sent = Mutex<[SentEffect]>([])

    func add(_ effect: SentEffect) {
        sent.withLock { $0.append(effect) }
    }

    func effects(on ticket: TicketID, since: Timestamp, in reader: any SQLReader) throws -> [SentEffect] {
        sent.withLock { sent in
            sent.filter { ($0.effect.ticket ?? ticket) == ticket && ($0.sentAt >= since || !$0.settled) }
        }
    }
}

extension SentEffect {
    static func sample(
        _ action: Effect.Action,
        key: String = "key",
        automation: String = "auto-reply",
        sentAt: Timestamp = testTime,
        settled: Bool = true,
        providerID: String? = nil,
        depth: Int = 0
    ) -> SentEffect {
        SentEffect(
            key: key,
            automation: automation,
            effect: Effect(ticket: .portal(1), action: action),
            sentAt: sentAt,
            settled: settled,
            providerID: providerID,
            depth: depth
        )
    }
}
