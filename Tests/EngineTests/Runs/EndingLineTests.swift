import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

/// How the ends of attempts share their commits.
struct EndingLineTests {
    /// Runs that are claimed, and the line that their ends stand in.
    private func withRuns(
        _ count: Int64,
        _ kind: TestDatabase,
        _ body: (RunsWorld, [RunRecord], EndingLine, FaultyDatabase) async throws -> Void
    ) async throws {
        try await RunsWorld.with(kind) { world in
            try await world.take((1...count).map { .sample($0) }, MemoryAutomation([.on(.ticketCreated)]))
            let lease = LeaseTerm(owner: "one", until: testTime + .seconds(20))
            let claimed = try await world.database.write { transaction in
                let due = try RunTable.candidates(now: testTime, limit: 100, in: transaction).map(\.id)
                return try RunTable.claim(due, lease, now: testTime, in: transaction)
            }
            let counted = FaultyDatabase(world.database, every: .max, .before)
            // What is not told ends no wait here.
            let line = EndingLine(database: counted, patience: .seconds(3600))
            line.expect(claimed.count)
            try await body(world, claimed, line, counted)
        }
    }

    private func end(of run: RunRecord, _ state: [String: JSONValue] = [:]) -> AttemptEnd {
        var end = AttemptEnd(
            of: run,
            RunEnding(.finish, at: testTime, version: "1.0.0", verdict: "nothing"),
            .ended
        )
        end.stateWrites = state
        return end
    }

    @Test(arguments: TestDatabase.available)
    func `attempts that end at one time share a commit`(kind: TestDatabase) async throws {
        try await withRuns(8, kind) { world, runs, line, counted in
            await withTaskGroup(of: Void.self) { group in
                for run in runs.dropLast() {
                    group.addTask { _ = try? await line.write(end(of: run, ["last": .string(run.key)])) }
                }
                // The one that comes to no end is not waited for.
                group.addTask { line.withdraw() }
            }
            #expect(counted.count == 1)
            let states = try await world.runs().map(\.state)
            #expect(states == Array(repeating: .done, count: 7) + [.running])
            let last = try await world.state("last")
            #expect(runs.dropLast().contains { last == .string($0.key) })
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an end that may not be written takes no other along`(kind: TestDatabase) async throws {
        try await withRuns(5, kind) { world, runs, line, _ in
            try await world.database.write { transaction in
                _ = try RunTable.move(runs[2].id, .replace, now: testTime, in: transaction)
            }
            let refused = await withTaskGroup(of: Int64?.self) { group in
                for run in runs {
                    group.addTask {
                        do {
                            _ = try await line.write(end(of: run, [run.key: true]))
                            return nil
                        } catch {
                            return run.id
                        }
                    }
                }
                return await group.reduce(into: [Int64]()) { refused, run in refused += run.map { [$0] } ?? [] }
            }
            #expect(refused == [runs[2].id])
            let states = try await world.runs().map(\.state)
            #expect(states == [.done, .done, .cancelled, .done, .done])
            let kept = try await world.state(runs[2].key)
            #expect(kept == nil)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `of two runs for one requester that end in one commit, only one acts`(kind: TestDatabase) async throws {
        try await RunsWorld.with(kind) { world in
            var trigger = TriggerDeclaration.on(.ticketCreated)
            trigger.once = .perRequester
            let automation = MemoryAutomation([trigger]) { handler, _ in
                .asking(handler.ticket?.id, .reply("Thank you", attachments: []))
            }
            let tickets = (1...6).map { number in
                Ticket.sample(number) { $0.requester = .value(Person(email: "ann@example.com")) }
            }
            try await world.take(tickets.enumerated().map { .sample(Int64($0 + 1), on: $1) }, automation)
            let tally = try await world.worker([automation]).drain()
            #expect(tally.ended == 1)
            #expect(tally.passedOver == 5)
            let effects = try await world.effects()
            #expect(effects.count == 1)
        }
    }
}
