import PluginHost
import Store
import Synchronization
import TicketModel

@testable import Engine

/// A clock of a test's own.
final class TestTime: Sendable {
    private let time = Mutex(testTime)

    var now: Timestamp { time.withLock { $0 } }

    func pass(_ span: TimeSpan) {
        time.withLock { $0 = $0 + span }
    }
}

/// A mirror in memory.
final class MemoryMirror: TicketMirror, Sendable {
    private let tickets = Mutex<[TicketID: MirroredTicket]>([:])

    subscript(_ id: TicketID) -> MirroredTicket? { tickets.withLock { $0[id] } }

    func put(_ ticket: Ticket, messages: [Message]? = nil, readAt: Timestamp = testTime) {
        tickets.withLock { $0[ticket.id] = MirroredTicket(ticket: ticket, messages: messages, readAt: readAt) }
    }

    func ticket(_ id: TicketID, in reader: any SQLReader) throws -> MirroredTicket? { self[id] }

    func list(_ filter: TicketFilter, now: Timestamp, in reader: any SQLReader) throws -> [Ticket] {
        tickets.withLock { $0.values.map(\.ticket) }.filter { filter.evaluate($0, now: now).isMatch }
    }

    func apply(_ read: MirrorRead, seenAt: Timestamp, in transaction: SQLTransaction) throws {
        put(read.ticket, messages: read.messages, readAt: read.begunAt)
    }

    func noteWrite(to id: TicketID, answeredAt: Timestamp, in transaction: SQLTransaction) throws {}
}

/// A store in a file of its own, and a process or several that work on it.
struct RunsWorld: Sendable {
    let database: any SQLDatabase
    let mirror = MemoryMirror()
    let time = TestTime()
    let notifications = MemoryNotifications()

    static func with(
        _ kind: TestDatabase = .sqlite,
        _ body: (RunsWorld) async throws -> Void
    ) async throws {
        try await kind.with { try await body(RunsWorld(database: $0)) }
    }

    func parts(
        _ connectors: [any TicketConnector] = [],
        owner: String = "one",
        database: (any SQLDatabase)? = nil,
        ownAddresses: Set<String> = [],
        clockPutAhead: @escaping @Sendable () -> Timestamp? = { nil }
    ) -> EngineParts {
        let time = time
        return EngineParts(
            database: database ?? self.database,
            mirror: mirror,
            desk: TicketDesk(connectors: connectors, now: { time.now }),
            owner: owner,
            now: { time.now },
            ownAddresses: ownAddresses,
            clockPutAhead: clockPutAhead
        )
    }

    func worker(
        _ automations: [MemoryAutomation],
        mode: RunMode = .live,
        _ connectors: [any TicketConnector] = [],
        owner: String = "one",
        limits: RunLimits = RunLimits(),
        backoff: RunBackoff = RunBackoff(),
        database: (any SQLDatabase)? = nil
    ) -> RunWorker {
        RunWorker(
            AutomationSet(automations.map { HostedAutomation($0, mode: mode) }),
            parts: parts(connectors, owner: owner, database: database),
            limits: limits,
            backoff: backoff,
            random: { SeededGenerator(seed: 1) }
        )
    }

    func relay(
        _ connectors: [any TicketConnector],
        owner: String = "one",
        automation: MemoryAutomation = MemoryAutomation(),
        mode: RunMode = .live,
        database: (any SQLDatabase)? = nil,
        ownAddresses: Set<String> = [],
        clockPutAhead: @escaping @Sendable () -> Timestamp? = { nil }
    ) -> OutboxRelay {
        OutboxRelay(
            .operatorCommand,
            automations: AutomationSet([HostedAutomation(automation, mode: mode)]),
            parts: parts(
                connectors,
                owner: owner,
                database: database,
                ownAddresses: ownAddresses,
                clockPutAhead: clockPutAhead
            ),
            notifications: notifications
        )
    }

    /// Writes changes down as sync does: with their runs.
    func take(_ changes: [RecordedChange], _ automation: MemoryAutomation, mode: RunMode = .live) async throws {
        let mirror = mirror
        let intake = TriggerIntake(AutomationSet([HostedAutomation(automation, mode: mode)])) { id, _ in
            mirror[id]?.messages
        }
        for change in changes where mirror[change.change.ticket.id] == nil { mirror.put(change.change.ticket) }
        try await database.write { try intake.take(changes, in: $0) }
    }

    /// Runs a handler on a new ticket, so that what it asks for is in the outbox.
    func ask(_ ticket: Ticket, _ actions: Effect.Action...) async throws {
        let automation = MemoryAutomation([.on(.ticketCreated)]) { handler, _ in
            HandlerOutcome(effects: actions.map { Effect(ticket: handler.ticket?.id, action: $0) })
        }
        let change = Int64(try await runs().count + 1)
        try await take([.sample(change, on: ticket)], automation)
        _ = try await worker([automation]).drain()
    }

    func runs() async throws -> [RunRecord] {
        try await database.read { try RunTable.list(limit: 1000, in: $0).reversed() }
    }

    func effects() async throws -> [EffectRecord] {
        try await database.read { try EffectTable.list(limit: 1000, in: $0).reversed() }
    }

    func state(_ key: String, mode: RunMode = .live) async throws -> JSONValue? {
        try await database.read {
            try PluginStateTable.value(of: key, automation: "auto-reply", mode: mode.rawValue, in: $0)
        }
    }
}

extension RecordedChange {
    static func sample(
        _ id: Int64,
        _ kind: ChangeKind = .ticketCreated,
        on ticket: Ticket? = nil,
        cause: String? = nil,
        depth: Int = 0,
        baseline: Bool = false
    ) -> RecordedChange {
        RecordedChange(
            id: id,
            change: TicketChange(kind: kind, ticket: ticket ?? .sample(Int(id)), actor: .requester),
            cause: cause,
            depth: depth,
            baseline: baseline,
            seenAt: testTime
        )
    }
}

extension HandlerOutcome {
    static func asking(_ ticket: TicketID?, _ actions: Effect.Action...) -> HandlerOutcome {
        HandlerOutcome(effects: actions.map { Effect(ticket: ticket, action: $0) })
    }
}
