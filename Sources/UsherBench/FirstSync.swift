import Engine
import OutboundHTTP
import PluginHost
import Store
import TicketModel

/// A first sync over HTTP through a Lua provider, and one in which nothing is new.
struct FirstSync {
    let database: any SQLDatabase
    let url: String
    /// Whether what follows the first sync is left out: its terms, and the sync in which nothing is new.
    let isOnce: Bool

    func measure() async throws -> Figures {
        let transport = OutboundTransport()
        do {
            let figures = try await measure(transport)
            try await transport.shutdown()
            return figures
        } catch {
            try? await transport.shutdown()
            throw error
        }
    }

    private func measure(_ transport: OutboundTransport) async throws -> Figures {
        let sync = ConnectionSync(
            connector: try await BenchPlugins.desk(at: url, transport: transport),
            database: database,
            intake: TriggerIntake(AutomationSet([])) { _, _ in nil },
            evidence: EffectLedger(),
            now: WallTime.now
        )
        let start = Figures.coreSeconds
        let (first, report) = try await Figures.time { try await sync.pass() }
        let core = Figures.coreSeconds - start
        try check(report)
        var figures = Figures(values: [
            "tickets": Double(report.tickets), "pages": Double(report.pages),
            "first_seconds": first, "tickets_per_second": Double(report.tickets) / first,
            "core_microseconds": core * 1_000_000 / Double(report.tickets),
        ])
        if isOnce { return figures }
        let (terms, _) = try await Figures.time { try await sync.writeTerms() }
        figures.values["terms_seconds"] = terms
        let before = try await rows()
        let (second, again) = try await Figures.time { try await sync.pass() }
        try check(again)
        guard again.tickets == report.tickets, try await rows() == before else {
            throw BenchFailure(what: "a sync with nothing new wrote something: \(again)")
        }
        figures.values["nothing_new_seconds"] = second
        figures.values["nothing_new_pages"] = Double(again.pages)
        return figures
    }

    private func check(_ report: SyncReport) throws {
        if let failure = report.failure { throw failure }
        guard report.notes.isEmpty else { throw BenchFailure(what: report.notes.joined(separator: " ")) }
    }

    private func rows() async throws -> [Int] {
        try await database.read { reader in
            [
                try reader.value("SELECT count(*) FROM ticket"), try reader.value("SELECT count(*) FROM change"),
                try reader.value("SELECT CAST(max(read_at) / 1000 AS {integer}) FROM ticket"),
            ]
        }
    }
}
