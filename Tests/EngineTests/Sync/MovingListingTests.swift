import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

/// Providers that change, or misbehave, while they are read.
struct MovingListingTests {
    private static func desk(order: HelpDesk.Order, _ change: @Sendable (inout HelpDesk.State) -> Void) -> HelpDesk {
        HelpDesk { state in
            for number in 10...30 { state.open("\(number)", at: SyncDesk.time(-Int64(number))) }
            state.order = order
            change(&state)
        }
    }

    @Test(arguments: HelpDesk.Order.allCases)
    func `rows that move while they are read are all met in the end`(order: HelpDesk.Order) async throws {
        let desk = Self.desk(order: order) { state in
            state.beforePage = { state, cut in
                switch cut {
                case 1: state.open("05", at: SyncDesk.time(1))
                case 2: state.touch("29", at: SyncDesk.time(2)) { $0.status = .pending }
                case 3: state.tickets["12"] = nil
                case 4: state.touch("11", at: SyncDesk.time(3)) { $0.subject = .value("New") }
                default: break
                }
            }
        }
        try await SyncDesk.with(desk) { sync in
            for _ in 1...2 { try await sync.pass() }
            #expect(try await sync.mirror() == desk.tickets)
        }
    }

    @Test func `an id that stands on a page twice is one ticket`() async throws {
        let ticket = Ticket.sample(1)
        let connector = MemoryConnector([ticket, ticket, .sample(2)])
        try await TestDatabase.sqlite.with { database in
            let sync = ConnectionSync(
                connector: connector,
                database: database,
                intake: NoIntake(),
                evidence: NoEvidence(),
                now: MovingClock().now
            )
            let report = try await sync.pass()
            #expect(report.tickets == 2)
            let changes = try await database.read { try MirrorReader($0).changes(of: ticket.id) }
            #expect(changes.count == 1)
        }
    }

    @Test func `a message that goes and comes back is reported once`() async throws {
        let desk = HelpDesk { $0.open("1", at: SyncDesk.time(-5)) }
        try await SyncDesk.with(desk) { sync in
            try await sync.pass()
            desk.change { $0.say("Hello", on: "1", at: SyncDesk.time(1)) }
            try await sync.pass()
            let thread = desk.threads["1"] ?? []
            desk.change { state in
                state.threads["1"] = []
                state.touch("1", at: SyncDesk.time(2)) { _ in }
            }
            try await sync.pass()
            desk.change { state in
                state.threads["1"] = thread
                state.touch("1", at: SyncDesk.time(3)) { _ in }
            }
            try await sync.pass()
            #expect(try await sync.news() == ["portal/1 message.added"])
        }
    }

    @Test func `a ticket that was read on its own meanwhile is not turned back by an older page`() async throws {
        let desk = Self.desk(order: .byID) { _ in }
        try await SyncDesk.with(desk) { sync in
            try await sync.pass()
            desk.change { $0.touch("10", at: SyncDesk.time(5)) { $0.status = .pending } }
            let stale = desk.tickets["10"]
            let begunAt = sync.clock.now()
            desk.change { $0.touch("10", at: SyncDesk.time(6)) { $0.status = .solved } }
            try await sync.sync.refresh("10")
            let read = MirrorRead(
                TicketWithMessages(ticket: try #require(stale)),
                from: .listing,
                begunAt: begunAt
            )
            let (writer, now) = (sync.sync.writer, sync.clock.now())
            let changes = try await sync.database.write { try writer.apply([read], seenAt: now, in: $0) }
            #expect(changes == [])
            #expect(try await sync.mirrored("10")?.status == .solved)
        }
    }

    @Test func `a failure of the intake leaves neither mirror nor log nor cursor`() async throws {
        struct Refusal: ChangeIntake {
            struct No: Error {}
            func take(_ changes: [RecordedChange], in transaction: SQLTransaction) throws { throw No() }
        }
        let desk = HelpDesk { $0.open("1", at: SyncDesk.time(-5)) }
        try await SyncDesk.with(desk) { sync in
            let refusing = ConnectionSync(
                connector: desk,
                database: sync.database,
                intake: Refusal(),
                evidence: NoEvidence(),
                now: sync.clock.now
            )
            await #expect(throws: Refusal.No.self) { try await refusing.pass() }
            let (mirror, log) = (try await sync.mirror(), try await sync.log())
            #expect(mirror.isEmpty)
            #expect(log.isEmpty)
            let report = try await sync.pass()
            #expect(report.scope == .baseline)
        }
    }
}
