import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

/// Our own writes as sync meets them again.
struct EchoSyncTests {
    @Test func `what a write was answered with is told once, as ours, and not again by the next pass`() async throws {
        let desk = HelpDesk { $0.open("1", at: SyncDesk.time(-60)) }
        try await SyncDesk.with(desk) { sync in
            try await sync.pass()
            sync.evidence.add(.sample(.setStatus(.normalised(.solved)), sentAt: sync.clock.now()))
            desk.change { $0.touch("1", at: SyncDesk.time(90)) { $0.status = .solved } }
            let answer = MirrorRead(
                TicketWithMessages(ticket: try #require(desk.tickets["1"])),
                from: .write,
                begunAt: sync.clock.now()
            )
            let (writer, now) = (sync.sync.writer, sync.clock.now())
            try await sync.database.write { _ = try writer.apply([answer], seenAt: now, in: $0) }
            try await sync.pass()
            let log = try await sync.log().filter { !$0.baseline }
            #expect(log.map(\.kind) == [.statusChanged])
            #expect(log.map(\.cause) == ["key"])
            #expect(log.map(\.actor) == [.usher])
        }
    }

    @Test func `an unknown reply is known by its thread, and a status set by hand is not ours`() async throws {
        let desk = HelpDesk { $0.open("1", at: SyncDesk.time(-60)) }
        try await SyncDesk.with(desk) { sync in
            try await sync.pass()
            sync.evidence.add(.sample(.reply("We have received your ticket."), sentAt: testTime, settled: false))
            desk.change { state in
                state.say("We have received your ticket.", on: "1", by: .agent, at: SyncDesk.time(60))
                state.touch("1", at: SyncDesk.time(61)) { $0.status = .pending }
            }
            let report = try await sync.pass()
            #expect(report.echoes == 1)
            let log = try await sync.log().filter { !$0.baseline }
            #expect(log.map(\.kind) == [.messageAdded, .statusChanged])
            #expect(log.map(\.cause) == ["key", nil])
        }
    }

    @Test func `a write without an answer only drops the reads before it`() async throws {
        let desk = HelpDesk { $0.open("1", at: SyncDesk.time(-60)) }
        try await SyncDesk.with(desk) { sync in
            try await sync.pass()
            let begunAt = sync.clock.now()
            let (writer, answeredAt) = (sync.sync.writer, sync.clock.now())
            try await sync.database.write { try writer.noteWrite(to: .portal(1), answeredAt: answeredAt, in: $0) }
            var old = try #require(desk.tickets["1"])
            old.subject = .value("Older")
            let read = MirrorRead(TicketWithMessages(ticket: old), from: .single, begunAt: begunAt)
            let changes = try await sync.database.write { try writer.apply([read], seenAt: answeredAt, in: $0) }
            #expect(changes == [])
        }
    }
}
