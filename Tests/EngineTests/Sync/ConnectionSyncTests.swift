import Store
import Testing
import TicketModel

@testable import Engine

struct ConnectionSyncTests {
    private static func desk(_ count: Int = 7) -> HelpDesk {
        HelpDesk { state in
            for number in 1...count { state.open("\(number)", at: SyncDesk.time(-Int64(number))) }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the first sync is a baseline: everything is mirrored and nothing is news`(kind: TestDatabase) async throws {
        try await SyncDesk.with(Self.desk(), on: kind) { sync in
            let report = try await sync.pass()
            #expect(report.scope == .baseline)
            #expect(report.failure == nil)
            #expect(report.tickets == 7)
            #expect(report.changes == 0)
            #expect(try await sync.mirror() == sync.desk.tickets)
            #expect(try await sync.log().map(\.baseline) == Array(repeating: true, count: 7))
        }
    }

    @Test func `a first sync that breaks off is still a baseline when it goes on`() async throws {
        let desk = Self.desk()
        desk.change { $0.failures["page 2"] = [.sample(.transient)] }
        try await SyncDesk.with(desk) { sync in
            let broken = try await sync.pass()
            #expect(broken.failure?.kind == .transient)
            #expect(try await sync.mirror().count == 3)
            let whole = try await sync.pass()
            #expect(whole.scope == .baseline)
            #expect(try await sync.mirror() == sync.desk.tickets)
            #expect(try await sync.news() == [])
        }
    }

    @Test func `a first sync reads messages only of tickets that somebody waits at, and bounded`() async throws {
        let desk = HelpDesk { state in
            for number in 1...9 { state.open("\(number)", at: SyncDesk.time(-9), status: number < 6 ? .closed : .open) }
            state.say("Help", on: "7", at: SyncDesk.time(-5))
        }
        try await SyncDesk.with(desk) { sync in
            var sync = sync
            sync.options.extraReads = 3
            try await sync.pass()
            let threads = desk.calls().filter { $0.hasPrefix("messages") }.sorted()
            #expect(threads == ["messages 6", "messages 7", "messages 8"])
            let waiting = try await sync.database.read { try MirrorReader($0).waitingSince(.portal(7)) }
            #expect(waiting == .value(SyncDesk.time(-5)))
            #expect(try await sync.news() == [])
        }
    }

    @Test func `a pass with nothing new costs its pages and writes nothing`() async throws {
        let desk = Self.desk()
        try await SyncDesk.with(desk) { sync in
            try await sync.pass()
            try await sync.pass()
            _ = desk.calls()
            let before = try await sync.log()
            let report = try await sync.pass()
            #expect(desk.calls() == ["page 1", "page 2", "page 3"])
            #expect(report.changes == 0)
            #expect(try await sync.log() == before)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what differs is told once, with what it was and what it is`(kind: TestDatabase) async throws {
        let desk = Self.desk()
        try await SyncDesk.with(desk, on: kind) { sync in
            try await sync.pass()
            desk.change { state in
                state.open("8", at: SyncDesk.time(10))
                state.touch("2", at: SyncDesk.time(11)) { ticket in
                    ticket.status = .closed
                    ticket.tags = .value(["billing"])
                }
                state.say("Still broken", on: "3", at: SyncDesk.time(12))
            }
            try await sync.pass()
            try await sync.pass()
            #expect(
                try await sync.news().sorted() == [
                    "portal/2 ticket.status_changed", "portal/2 ticket.updated", "portal/3 message.added",
                    "portal/8 ticket.created",
                ]
            )
            let log = try await sync.log()
            let status = try #require(log.first { $0.kind == .statusChanged })
            #expect(status.difference == ["status": ["from": "open", "to": "closed"]])
            let update = try #require(log.first { $0.kind == .ticketUpdated })
            #expect(update.difference == ["tags": ["to": ["billing"]]])
            let message = try #require(log.first { $0.kind == .messageAdded })
            #expect(message.actor == .requester)
            #expect(message.message == "3-1")
            let id = message.id
            let recorded = try await sync.database.read { try MirrorReader($0).change(id) }
            #expect(recorded?.change.message?.body == "Still broken")
        }
    }

    @Test func `a thread that is read for the first time reports only what came since the ticket was mirrored`()
        async throws
    {
        let desk = HelpDesk { state in
            state.open("1", at: SyncDesk.time(-100), status: .closed)
            state.say("Old question", on: "1", at: SyncDesk.time(-90))
            state.say("Old answer", on: "1", by: .agent, at: SyncDesk.time(-80))
        }
        try await SyncDesk.with(desk) { sync in
            try await sync.pass()
            desk.change { $0.say("One more thing", on: "1", at: SyncDesk.time(20)) }
            try await sync.pass()
            #expect(try await sync.log().compactMap(\.message) == ["1-3"])
        }
    }

    @Test func `a lost cursor makes the next pass a baseline again`() async throws {
        let desk = Self.desk()
        try await SyncDesk.with(desk) { sync in
            try await sync.pass()
            try await sync.database.write { try $0.execute("DELETE FROM sync_cursor") }
            desk.change { state in
                state.touch("1", at: SyncDesk.time(5)) { $0.status = .solved }
                state.open("9", at: SyncDesk.time(6))
            }
            let report = try await sync.pass()
            #expect(report.scope == .baseline)
            #expect(try await sync.news() == [])
            #expect(try await sync.mirror() == desk.tickets)
        }
    }

    @Test func `where updates can be asked for only those are read, with an overlap`() async throws {
        let desk = Self.desk(30)
        desk.change { $0.tellsUpdates = true }
        try await SyncDesk.with(desk) { sync in
            var sync = sync
            sync.options.overlap = .seconds(4)
            try await sync.pass()
            _ = desk.calls()
            desk.change { $0.touch("9", at: SyncDesk.time(3)) { $0.status = .pending } }
            let report = try await sync.pass()
            #expect(report.scope == .updates)
            // The newest of the first pass was updated a second before the test's moment.
            #expect(report.tickets == 6)
            #expect(try await sync.news() == ["portal/9 ticket.status_changed"])
        }
    }

    @Test func `a row from the future hides nothing that comes after it`() async throws {
        let desk = Self.desk(3)
        desk.change { state in
            state.tellsUpdates = true
            state.touch("2", at: testTime + .days(900)) { _ in }
        }
        try await SyncDesk.with(desk) { sync in
            try await sync.pass()
            desk.change { $0.touch("1", at: SyncDesk.time(70)) { $0.status = .solved } }
            try await sync.pass()
            #expect(try await sync.news() == ["portal/1 ticket.status_changed"])
        }
    }

    @Test func `a cut listing of updates does not move past its last row`() async throws {
        let desk = Self.desk(3)
        desk.change { state in
            state.tellsUpdates = true
            state.tellsTotal = true
            state.order = .newestUpdateFirst
        }
        try await SyncDesk.with(desk) { sync in
            var sync = sync
            sync.options.overlap = .zero
            try await sync.pass()
            desk.change { state in
                state.mostRows = 2
                for number in 10...15 { state.open("\(number)", at: SyncDesk.time(Int64(number))) }
            }
            let cut = try await sync.pass()
            #expect(cut.notes.count == 1)
            desk.change { $0.mostRows = .max }
            try await sync.pass()
            #expect(try await sync.mirror() == desk.tickets)
            #expect(try await sync.news().count == 6)
        }
    }

    @Test func `one thread that cannot be read now postpones its ticket and no other`() async throws {
        let desk = Self.desk(3)
        try await SyncDesk.with(desk) { sync in
            try await sync.pass()
            desk.change { state in
                state.say("One", on: "1", at: SyncDesk.time(5))
                state.say("Two", on: "2", at: SyncDesk.time(6))
                state.failures["messages 1"] = [.sample(.transient)]
            }
            let report = try await sync.pass()
            #expect(report.notes.count == 1)
            #expect(try await sync.news() == ["portal/2 message.added"])
            try await sync.pass()
            #expect(try await sync.news() == ["portal/2 message.added", "portal/1 message.added"])
        }
    }

    @Test func `a provider that refuses the time asked for is asked for everything`() async throws {
        let desk = Self.desk(2)
        desk.change { $0.tellsUpdates = true }
        try await SyncDesk.with(desk) { sync in
            try await sync.pass()
            desk.change { state in
                state.failures["page 1"] = [.sample(.invalid)]
                state.open("5", at: SyncDesk.time(4))
            }
            #expect(try await sync.pass().failure?.kind == .invalid)
            #expect(try await sync.pass().scope == .whole)
            #expect(try await sync.news() == ["portal/5 ticket.created"])
        }
    }

    @Test func `what a whole listing finds that updates did not show is counted as drift`() async throws {
        let desk = Self.desk(3)
        desk.change { $0.tellsUpdates = true }
        try await SyncDesk.with(desk) { sync in
            var sync = sync
            sync.options.overlap = .zero
            sync.options.wholeEvery = .minutes(30)
            try await sync.pass()
            try await sync.pass()
            // A change that keeps its old stamp is invisible to whoever asks for updates.
            desk.change { $0.touch("3", at: SyncDesk.time(-3)) { $0.status = .solved } }
            #expect(try await sync.pass().changes == 0)
            let report = try await sync.pass(after: .minutes(40))
            #expect(report.scope == .whole)
            #expect(report.drift == 1)
        }
    }
}
