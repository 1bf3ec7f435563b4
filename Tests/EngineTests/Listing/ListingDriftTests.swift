import PluginHost
import Testing
import TicketModel

@testable import Engine

/// Rows that come and go while a listing is read, in many random ways.
struct ListingDriftTests {
    /// A provider whose rows change between answers.
    private struct Provider {
        var rows: [Int]
        let pageSize: Int
        let tellsPages: Bool
        let insertsAnywhere: Bool
        var tellsTotal = true
        var upcomingID = 100_000
        var removed: Set<Int> = []

        func page(_ cursor: PageCursor?) -> TicketPage {
            let number: Int =
                switch cursor {
                case nil: 1
                case .page(let number): number
                case .opaque(let text): Int(text) ?? 1
                }
            let start = min((number - 1) * pageSize, rows.count)
            let end = min(start + pageSize, rows.count)
            var page = TicketPage(tickets: rows[start..<end].map { .sample($0) })
            if tellsTotal { page.total = rows.count }
            if tellsPages { page.pages = max(1, (rows.count + pageSize - 1) / pageSize) }
            if end < rows.count { page.next = tellsPages ? .page(number + 1) : .opaque(String(number + 1)) }
            return page
        }

        mutating func change(using generator: inout SeededGenerator, mayRemove: Bool) {
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                if mayRemove, !rows.isEmpty, Bool.random(using: &generator) {
                    removed.insert(rows.remove(at: Int.random(in: 0..<rows.count, using: &generator)))
                } else {
                    let place = insertsAnywhere ? Int.random(in: 0...rows.count, using: &generator) : 0
                    rows.insert(upcomingID, at: place)
                    upcomingID += 1
                }
            }
        }
    }

    /// Reads a listing to its end; of the requests in flight any one may be answered first.
    private func read(
        _ provider: inout Provider,
        parallelism: Int,
        seed: Int,
        mayRemove: Bool = true
    ) throws -> (ids: [Int], most: Int) {
        var generator = SeededGenerator(seed: seed)
        var state = ListingState(connection: "portal", parallelism: parallelism)
        var inFlight = state.begin()
        var ids: [Int] = []
        var most = 1
        var changes = Int.random(in: 0...12, using: &generator)
        while !inFlight.isEmpty {
            let request = inFlight.remove(at: Int.random(in: 0..<inFlight.count, using: &generator))
            let step = try state.answered(request, with: provider.page(request.cursor))
            ids += step.tickets.compactMap { Int($0.id.id) }
            inFlight += step.requests
            most = max(most, inFlight.count)
            let isSecondSweep = request.number > 0 && step.requests.contains { $0.cursor == nil }
            if isSecondSweep { changes = min(changes, 0) }
            if changes > 0 {
                provider.change(using: &generator, mayRemove: mayRemove)
                changes -= 1
            } else if changes > -6 {
                // In the second sweep rows only come: what goes then may hide a row behind a page's edge.
                provider.change(using: &generator, mayRemove: false)
                changes -= 1
            }
        }
        #expect(state.hasEnded)
        return (ids, most)
    }

    @Test(arguments: [1, 4, 7], [true, false])
    func `whoever was there all along comes exactly once`(parallelism: Int, insertsAnywhere: Bool) throws {
        for seed in 0..<400 {
            var generator = SeededGenerator(seed: seed &+ 7_000)
            let count = Int.random(in: 0...60, using: &generator)
            var provider = Provider(
                rows: Array(1...(count + 1)),
                pageSize: Int.random(in: 1...9, using: &generator),
                tellsPages: Bool.random(using: &generator),
                insertsAnywhere: insertsAnywhere
            )
            let (ids, most) = try read(&provider, parallelism: parallelism, seed: seed)
            #expect(Set(ids).count == ids.count, "seed \(seed): somebody came twice")
            let stayed = Set(1...(count + 1)).subtracting(provider.removed)
            #expect(stayed.isSubset(of: Set(ids)), "seed \(seed): \(stayed.subtracting(ids)) did not come")
            #expect(most <= parallelism)
        }
    }

    @Test func `without a total, rows met twice tell of those that were pushed on`() throws {
        for seed in 0..<400 {
            var generator = SeededGenerator(seed: seed &+ 9_000)
            let count = Int.random(in: 1...60, using: &generator)
            var provider = Provider(
                rows: Array(1...count),
                pageSize: Int.random(in: 2...9, using: &generator),
                tellsPages: true,
                insertsAnywhere: false,
                tellsTotal: false
            )
            let (ids, _) = try read(&provider, parallelism: 4, seed: seed, mayRemove: false)
            #expect(Set(ids).count == ids.count, "seed \(seed): somebody came twice")
            #expect(Set(1...count).isSubset(of: Set(ids)), "seed \(seed): somebody did not come")
        }
    }

    @Test func `rows that stand still are read once`() throws {
        for parallelism in [1, 4] {
            var state = ListingState(connection: "portal", parallelism: parallelism)
            let provider = Provider(rows: Array(1...95), pageSize: 10, tellsPages: true, insertsAnywhere: false)
            var inFlight = state.begin()
            while let request = inFlight.popLast() {
                inFlight += try state.answered(request, with: provider.page(request.cursor)).requests
            }
            #expect(state.pagesRead == 10)
        }
    }
}
