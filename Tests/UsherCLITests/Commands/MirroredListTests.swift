import Foundation
import SQLiteDriver
import Simulator
import Store
import Testing
import TicketModel

/// `usher tickets list` beside a database.
struct MirroredListTests {
    private static let list = ["tickets", "list", "--connection", "ippanel", "--json"]

    /// A database beside usher.yaml in which one ticket of "ippanel" was mirrored so long ago.
    private static func mirror(in desk: Desk, _ age: TimeSpan) async throws -> Timestamp {
        let now = try #require(Timestamp(seconds: Date.now.timeIntervalSince1970))
        let database = try await SQLiteDatabase.open(path: "\(desk.folder.path)/usher.db")
        try await Schema.migrator.migrate(database, now: now)
        var cursor = SyncCursor()
        cursor.baselineDone = true
        cursor.asOf = now - age
        let ticket = Ticket(id: TicketID(connection: "ippanel", id: "mirrored"), provider: "ippanel", status: .open)
        try await database.write { [cursor] transaction in
            try CursorRows.save(cursor, of: "ippanel", in: transaction)
            try TicketRows.save(
                MirrorRow(ticket: ticket, readAt: now - age, firstSeenAt: now - age),
                replacing: nil,
                in: transaction
            )
        }
        await database.close()
        return now - age
    }

    @Test func `a young mirror is shown, as of its own time; --live passes it by`() async throws {
        try await Desk.open { desk in
            let asOf = try await Self.mirror(in: desk, .minutes(3))
            let outcome = try await desk.usher.run(Self.list)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let document = try outcome.json()
            #expect(document["tickets"]?.texts("id") == ["ippanel/mirrored"])
            #expect(document["as_of"] == asOf.json)
            #expect(await desk.fleet[.ippanel].books().requestCount == 0)

            let live = try await desk.usher.run(Self.list + ["--live"])
            #expect(try live.json()["tickets"]?.texts("id").contains("ippanel/mirrored") == false)
        }
    }

    @Test func `people are told that it is the mirror, and of when`() async throws {
        try await Desk.open { desk in
            _ = try await Self.mirror(in: desk, .minutes(1))
            let outcome = try await desk.usher.run("tickets", "list", "--connection", "ippanel")
            #expect(outcome.output.contains("ippanel/mirrored"))
            #expect(outcome.errors.hasPrefix("From the mirror, as of "))
        }
    }

    @Test func `a mirror older than twice the poll is passed by`() async throws {
        try await Desk.open { desk in
            _ = try await Self.mirror(in: desk, .minutes(5))
            let tickets = try #require(try await desk.usher.run(Self.list).json()["tickets"])
            #expect(tickets.texts("id").contains("ippanel/mirrored") == false)
            #expect(tickets.arrayValue?.isEmpty == false)
        }
    }

    @Test func `a database that cannot be read hides no ticket`() async throws {
        try await Desk.open { desk in
            try desk.folder.write("usher.db", String(repeating: "this is no database ", count: 100))
            let outcome = try await desk.usher.run(Self.list)
            #expect(outcome.status == 0)
            let document = try outcome.json()
            #expect(document["tickets"]?.arrayValue?.isEmpty == false)
            #expect(document["notes"]?.arrayValue?.count == 1)
        }
    }

    @Test func `without a database file everything is live, and none is made`() async throws {
        try await Desk.open { desk in
            let outcome = try await desk.usher.run(Self.list)
            #expect(outcome.status == 0)
            #expect(!FileManager.default.fileExists(atPath: "\(desk.folder.path)/usher.db"))
        }
    }
}
