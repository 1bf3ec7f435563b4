import Store
import Testing
import TicketModel

@testable import Engine

/// A clock that jumps: what was dated by one that was ahead stops nothing.
struct ClockTests {
    private static let aDayBack = TimeSpan(microseconds: -TimeSpan.days(1).microseconds)

    private static func desk() -> HelpDesk {
        HelpDesk { state in
            for number in 1...3 { state.open("\(number)", at: SyncDesk.time(-Int64(number))) }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `after the clock was set back, changes are seen at once`(kind: TestDatabase) async throws {
        try await SyncDesk.with(Self.desk(), on: kind) { sync in
            try await sync.pass()
            sync.clock.move(Self.aDayBack)
            sync.desk.change { $0.say("It is still broken", on: "2", at: SyncDesk.time(30)) }
            let report = try await sync.pass()
            #expect(report.failure == nil)
            let news = try await sync.news()
            #expect(news.contains("portal/2 message.added"), "\(news)")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `after the clock was set back, deletions are still noticed`(kind: TestDatabase) async throws {
        try await SyncDesk.with(Self.desk(), on: kind) { sync in
            try await sync.pass()
            sync.clock.move(Self.aDayBack)
            sync.desk.change { $0.tickets["3"] = nil }
            for _ in 1...3 { try await sync.pass(after: .hours(7)) }
            let gone = try await sync.mirrored("3")
            #expect(gone?.deleted == true)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a clock that leaps ahead loses nothing, and repeats nothing`(kind: TestDatabase) async throws {
        try await SyncDesk.with(Self.desk(), on: kind) { sync in
            try await sync.pass()
            sync.desk.change { $0.say("It is still broken", on: "2", at: SyncDesk.time(30)) }
            try await sync.pass(after: .days(400))
            let once = try await sync.news()
            sync.clock.move(TimeSpan(microseconds: -TimeSpan.days(400).microseconds))
            try await sync.pass()
            let news = try await sync.news()
            #expect(news == once && news.contains("portal/2 message.added"))
        }
    }
}
