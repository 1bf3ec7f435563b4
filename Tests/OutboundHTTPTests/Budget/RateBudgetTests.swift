import Testing

@testable import OutboundHTTP

/// The waiting, on a clock that the test moves.
struct RateBudgetTests {
    private let manual = ManualClock()

    private func budget(requests: Int, per seconds: Int, inFlight: Int = 100) -> RateBudget {
        let allowance = RateDeclaration.Allowance(requests: requests, per: .seconds(seconds))
        return RateBudget(
            RateDeclaration(allowance: allowance, headers: .xRateLimit),
            maximumInFlight: inFlight,
            clock: manual.clock
        )
    }

    /// Starts a waiter, and returns when it is in the queue.
    private func join(
        _ budget: RateBudget,
        _ name: String,
        write: Bool = false,
        order: Recorder<String>
    ) async -> Task<Void, any Error> {
        let before = budget.waiting
        let task = Task {
            try await budget.acquire(write: write)
            order.append(name)
        }
        while budget.waiting == before { await Task.yield() }
        return task
    }

    @Test func `waiters are served in order, each when the window has room`() async throws {
        let budget = budget(requests: 1, per: 10)
        let order = Recorder<String>()
        try await budget.acquire(write: false)
        let first = await join(budget, "first", order: order)
        let second = await join(budget, "second", order: order)
        await manual.sleeper(until: .seconds(10))
        manual.advance(by: .seconds(10))
        try await first.value
        #expect(order.all == ["first"])
        await manual.sleeper(until: .seconds(20))
        manual.advance(by: .seconds(10))
        try await second.value
        #expect(order.all == ["first", "second"])
    }

    @Test func `a write goes before the reads that came earlier`() async throws {
        let budget = budget(requests: 1, per: 10)
        let order = Recorder<String>()
        try await budget.acquire(write: false)
        let read = await join(budget, "read", order: order)
        let write = await join(budget, "write", write: true, order: order)
        await manual.sleeper(until: .seconds(10))
        manual.advance(by: .seconds(10))
        try await write.value
        #expect(order.all == ["write"])
        await manual.sleeper(until: .seconds(20))
        manual.advance(by: .seconds(10))
        try await read.value
    }

    @Test func `cancelling a waiter takes it out, and the next moves up`() async throws {
        let budget = budget(requests: 1, per: 10)
        let order = Recorder<String>()
        try await budget.acquire(write: false)
        let first = await join(budget, "first", order: order)
        let second = await join(budget, "second", order: order)
        first.cancel()
        await #expect(throws: RateBudget.Refusal.cancelled) { try await first.value }
        #expect(budget.waiting == 1)
        await manual.sleeper(until: .seconds(10))
        manual.advance(by: .seconds(10))
        try await second.value
        #expect(budget.waiting == 0)
    }

    @Test func `an answer that tells of a larger limit lets waiters go at once`() async throws {
        let budget = budget(requests: 1, per: 10)
        let order = Recorder<String>()
        try await budget.acquire(write: false)
        let waiter = await join(budget, "waiter", order: order)
        await manual.sleeper(until: .seconds(10))
        budget.finish((200, ["X-RateLimit-Limit": "2"]))
        try await waiter.value
        #expect(manual.now == .zero)
    }

    @Test func `one that ends makes room for the next in flight`() async throws {
        let budget = budget(requests: 100, per: 10, inFlight: 1)
        let order = Recorder<String>()
        try await budget.acquire(write: false)
        let waiter = await join(budget, "waiter", order: order)
        budget.finish(nil)
        try await waiter.value
    }

    @Test func `a wait beyond the deadline is refused at once, with the time it would take`() async throws {
        let budget = budget(requests: 1, per: 10)
        try await budget.acquire(write: false)
        budget.finish(nil)
        await #expect(throws: RateBudget.Refusal.noRoom(.seconds(10))) {
            try await budget.acquire(write: false, deadline: .seconds(9))
        }
        #expect(budget.waiting == 0)
    }

    @Test func `while an answer may still tell of room, the wait lasts until the deadline`() async throws {
        let budget = budget(requests: 1, per: 10)
        try await budget.acquire(write: false)
        let waiter = Task { try await budget.acquire(write: false, deadline: .seconds(9)) }
        await manual.sleeper(until: .seconds(9))
        manual.advance(by: .seconds(9))
        await #expect(throws: RateBudget.Refusal.noRoom(.seconds(1))) { try await waiter.value }
    }

    @Test func `who waits hears for how long`() async throws {
        let budget = budget(requests: 1, per: 10)
        try await budget.acquire(write: false)
        let heard = Recorder<Duration>()
        try await budget.acquire(write: false) { wait in
            heard.append(wait)
            manual.advance(by: wait)
        }
        #expect(heard.all == [.seconds(10)])
    }

    @Test func `ten thousand waiters all get their turn`() async throws {
        let budget = budget(requests: 1_000_000, per: 10, inFlight: 4)
        let count = try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<10_000 {
                group.addTask {
                    try await budget.acquire(write: number % 7 == 0)
                    budget.finish(nil)
                }
            }
            return try await group.reduce(0) { count, _ in count + 1 }
        }
        #expect(count == 10_000)
        #expect(budget.waiting == 0)
    }
}
