import Store
import Testing
import TicketModel

@testable import Engine

/// Providers whose tickets do not show when their last message came.
struct OldMessagesTests {
    private static func desk() -> HelpDesk {
        HelpDesk { state in
            state.hidesMessages = true
            state.open("1", at: SyncDesk.time(-9000))
            state.say("It is broken", on: "1", at: SyncDesk.time(-8000))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a message that is younger than its ticket's update is none when it was there before the first sync`(
        _ kind: TestDatabase
    ) async throws {
        let desk = Self.desk()
        try await SyncDesk.with(desk, on: kind) { world in
            for _ in 1...3 { try await world.pass() }
            #expect(try await world.news() == [])
            desk.change { state in
                state.say("Still broken", on: "1", at: SyncDesk.time(200))
                state.touch("1", at: SyncDesk.time(199)) { $0.status = .open }
            }
            try await world.pass()
            #expect(try await world.log().compactMap(\.message) == ["1-2"])
        }
    }

    @Test func `nor is it when the ticket is updated before its messages are read for the first time`() async throws {
        let desk = Self.desk()
        try await SyncDesk.with(desk) { world in
            var world = world
            world.options.extraReads = 0
            try await world.pass()
            desk.change { $0.touch("1", at: SyncDesk.time(90)) { $0.priority = .value(.high) } }
            try await world.pass()
            #expect(try await world.news() == ["portal/1 ticket.updated"])
        }
    }

    @Test func `what came between the first sync and the first reading of the messages is news`() async throws {
        let desk = Self.desk()
        try await SyncDesk.with(desk) { world in
            var world = world
            world.options.extraReads = 0
            try await world.pass()
            desk.change { $0.say("Still broken", on: "1", at: SyncDesk.time(90)) }
            // A write of ours is answered, and shows nothing of it.
            let answeredAt = SyncDesk.time(100)
            try await world.database.write { transaction in
                try TicketRows.outdateReads(of: .portal(1), before: answeredAt, in: transaction)
            }
            world.options.extraReads = 25
            try await world.pass()
            #expect(try await world.log().compactMap(\.message) == ["1-2"])
        }
    }

    @Test func `a message that came since a backup is none after it is restored`() async throws {
        let desk = Self.desk()
        try await SyncDesk.with(desk) { world in
            try await world.pass()
            let backupAt = world.clock.now()
            desk.change { $0.say("Still broken", on: "1", at: SyncDesk.time(90)) }
            world.clock.move(.minutes(5))
            let now = world.clock.now()
            try await world.database.write { transaction in
                _ = try RestoreHold.apply(backupAt: backupAt, by: "operator", now: now, in: transaction)
            }
            for _ in 1...3 { try await world.pass() }
            #expect(try await world.news() == [])
            world.clock.move(.minutes(5))
            let later = world.clock.now() + .seconds(1)
            desk.change { state in
                state.say("Broken again", on: "1", at: later)
                state.touch("1", at: later - .seconds(1)) { $0.status = .open }
            }
            try await world.pass()
            #expect(try await world.log().compactMap(\.message) == ["1-3"])
        }
    }

    @Test func `our own reply is known again in a thread that is read for the first time, long after it`() async throws
    {
        let desk = HelpDesk { $0.open("1", at: SyncDesk.time(-9000)) { $0.updatedAt = .absent } }
        try await SyncDesk.with(desk) { world in
            var world = world
            world.options.extraReads = 0
            try await world.pass()
            let sentAt = SyncDesk.time(90)
            world.evidence.add(.sample(.reply("We look into it."), sentAt: sentAt))
            desk.change { state in
                state.hidesMessages = true
                state.say("We look into it.", on: "1", by: .agent, at: sentAt)
            }
            // Another write, long after it, shows nothing of the thread either.
            let answeredAt = SyncDesk.time(3600)
            try await world.database.write { transaction in
                try TicketRows.outdateReads(of: .portal(1), before: answeredAt, in: transaction)
            }
            world.clock.move(.hours(2))
            world.options.extraReads = 25
            try await world.pass()
            let log = try await world.log().filter { $0.kind == .messageAdded }
            #expect(log.map(\.message) == ["1-1"])
            #expect(log.map(\.cause) == ["key"])
        }
    }
}
