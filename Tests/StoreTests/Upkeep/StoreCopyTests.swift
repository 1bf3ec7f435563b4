import Store
import Testing
import TicketModel

/// One store into another, whatever the databases are.
struct StoreCopyTests {
    private static let pairs = StoreDriver.available.flatMap { one in StoreDriver.available.map { (one, $0) } }

    @Test(arguments: pairs)
    func `every row arrives, and numbers go on where they were`(source: StoreDriver, target: StoreDriver) async throws {
        try await source.withDatabase { source in
            try await target.withDatabase { target in
                let (source, target) = (try await source.migrated(), try await target.migrated())
                try await source.fill(tickets: 1_100)
                // What the target held is lost.
                try await target.addRun("old")
                let copy = try await StoreCopy(from: source, to: target)
                #expect(copy.rows["ticket"] == 1_100)
                #expect(copy.rows["message"] == 2_200)
                #expect(Set(copy.rows.keys) == Set(Schema.tables().map(\.name)))
                for table in Schema.tables() {
                    let name = SQL(unchecked: table.name)
                    let (before, after) = (try await source.count(name), try await target.count(name))
                    #expect(before == after, "\(table.name)")
                }
                let row = try await target.read { try TicketRows.find(.portal("7"), in: $0) }
                let original = try await source.read { try TicketRows.find(.portal("7"), in: $0) }
                #expect(row != nil && row == original)
                let last = try await source.addRun("next")
                let next = try await target.addRun("next")
                #expect(next == last)
            }
        }
    }

    @Test(arguments: pairs)
    func `a target that fails leaves the source alone and itself as it was`(
        source: StoreDriver,
        target: StoreDriver
    ) async throws {
        try await source.withDatabase { source in
            try await target.withDatabase { target in
                let (source, target) = (try await source.migrated(), try await target.migrated())
                try await source.fill(tickets: 20)
                try await target.addRun("kept")
                await #expect(throws: Refusal()) {
                    _ = try await StoreCopy(from: source, to: target) { _ in throw Refusal() }
                }
                let runs = try await target.count("run")
                #expect(runs == 1)
                let copy = try await StoreCopy(from: source, to: target)
                #expect(copy.rows["ticket"] == 20)
            }
        }
    }

    @Test
    func `the tables are known from the migrations`() {
        let names = Schema.tables().map(\.name)
        #expect(names.contains("ticket") && names.contains("effect") && names.contains("alert_notice"))
        #expect(Schema.tables(after: 1).contains { $0.name == "change" && $0.isNumbered })
        #expect(!Schema.tables(after: 1).contains { $0.name == "run" })
        #expect(Schema.tables(after: 0).isEmpty)
    }
}

extension SQLDatabase {
    fileprivate func fill(tickets: Int) async throws {
        try await addTicket("7")
        try await write { transaction in
            guard let sample = try TicketRows.find(.portal("7"), in: transaction) else { return }
            let messages = try MessageRows.all(of: .portal("7"), in: transaction)
            for number in 1..<tickets {
                var row = sample
                row.ticket = Ticket(id: .portal("t\(number)"), document: sample.ticket.document) ?? sample.ticket
                try TicketRows.save(row, replacing: nil, in: transaction)
                try MessageRows.replace(messages, of: row.ticket.id, in: transaction)
            }
        }
        let run = try await addRun("acted", change: 1, ending: .ended("acted"))
        try await addEffect("one", run: run, moves: [.send, .deliver])
        try await addRun("waits")
    }
}
