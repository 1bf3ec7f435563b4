import Engine
import Foundation
import SQLiteDriver
import Simulator
import Store
import Testing
import TicketModel

@testable import PluginHost

/// The shipped plugins under sync, over HTTP and with a mirror on the disk.
struct SyncTests {
    @Test(arguments: SimulatedProvider.allCases)
    func `the mirror is what a live listing shows, and a change is told once`(provider: SimulatedProvider) async throws
    {
        var options = SimulatorOptions(ticketCount: 60)
        options.rateLimit = .requests(100_000, per: .seconds(60))
        try await ProviderBench.run(provider, options: options) { bench in
            try await Self.withMirror(of: bench) { sync, database in
                let first = try await sync.pass()
                #expect(first.failure == nil)
                #expect(first.scope == .baseline)
                #expect(try await Self.mirrored(database) == (await bench.list()).tickets)
                #expect(try await sync.pass().changes == 0)

                let seeded = try #require(try await Self.mirrored(database).first { !Self.isSettled($0) }).id
                let opened = await bench.simulator.insert(
                    Simulator.NewTicket(subject: "Printer on fire", body: "Please help")
                )
                #expect(await bench.simulator.addMessage("It is still broken", to: seeded.id))
                let report = try await sync.pass()
                #expect(report.failure == nil)
                #expect(try await Self.mirrored(database) == (await bench.list()).tickets)
                #expect(try await Self.news(of: opened, database).contains(.ticketCreated))
                if bench.connector.capabilities.has(.messages) {
                    #expect(try await Self.news(of: seeded.id, database).contains(.messageAdded))
                }
                #expect(try await sync.pass().changes == 0)
                #expect(await bench.violations.isEmpty)
            }
        }
    }

    private static func withMirror(
        of bench: ProviderBench,
        _ body: (ConnectionSync, any SQLDatabase) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "usher-sync-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await SQLiteDatabase.open(path: folder.appending(path: "usher.db").path)
        var options = SyncOptions()
        // A listing that cannot show that a message came has all its open threads read.
        options.extraReads = 100
        let sync = ConnectionSync(
            connector: bench.connector,
            database: database,
            intake: NoIntake(),
            evidence: NoEvidence(),
            options: options,
            now: ProviderBench.now
        )
        do {
            try await Schema.migrator.migrate(database, now: ProviderBench.now())
            try await body(sync, database)
        } catch {
            await database.close()
            throw error
        }
        await database.close()
    }

    private static func isSettled(_ ticket: Ticket) -> Bool {
        ticket.deleted || ticket.status == .solved || ticket.status == .closed
    }

    private static func mirrored(_ database: any SQLDatabase) async throws -> [Ticket] {
        let (filter, now) = (TicketFilter(), ProviderBench.now())
        return try await database.read { try MirrorReader($0).list(filter, now: now) }
    }

    private static func news(of id: String, _ database: any SQLDatabase) async throws -> [ChangeKind] {
        let ticket = TicketID(connection: "desk", id: id)
        return try await database.read { reader in
            try MirrorReader(reader).changes(of: ticket).filter { !$0.baseline }.map(\.change.kind)
        }
    }
}
