import Logging
import ServiceLifecycle
import Store
import Synchronization
import Testing
import TicketModel

@testable import Engine

/// Loops over a real store, by the real clock; every wait is for something that happens.
struct EngineLoopTests {
    private func withLoop(
        channels: [String] = [],
        turn: @escaping @Sendable (EngineLoop.Turn) async throws -> Timestamp?,
        atEnd: @escaping @Sendable () async -> Void = {},
        _ body: (any SQLDatabase, LoopVitals) async throws -> Void
    ) async throws {
        try await withLoop(channels: channels, turn: turn, atEnd: atEnd) { surroundings in
            try await body(surroundings.database, surroundings.vitals)
        }
    }

    private func withLoop(
        channels: [String] = [],
        turn: @escaping @Sendable (EngineLoop.Turn) async throws -> Timestamp?,
        atEnd: @escaping @Sendable () async -> Void = {},
        _ body: (LoopSurroundings) async throws -> Void
    ) async throws {
        try await TestDatabase.sqlite.with { database in
            let vitals = LoopVitals(uptime: { .zero })
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            let surroundings = LoopSurroundings(
                database: database,
                vitals: vitals,
                logger: logger,
                now: { testTime },
                longestSleep: .seconds(600)
            )
            let loop = EngineLoop("it", channels: channels, in: surroundings, turn: turn, atEnd: atEnd)
            let group = ServiceGroup(services: [loop], logger: logger)
            let running = Task { try await group.run() }
            try await body(surroundings)
            await group.triggerGracefulShutdown()
            try await running.value
        }
    }

    @Test func `a wake of its channel begins the next turn`() async throws {
        let turns = AsyncStream<Int>.makeStream()
        let count = Mutex(0)
        try await withLoop(channels: ["bell"]) { _ in
            turns.continuation.yield(
                count.withLock {
                    $0 += 1; return $0
                }
            )
            return nil
        } _: { database, _ in
            var seen = turns.stream.makeAsyncIterator()
            #expect(await seen.next() == 1)
            // Once more for what was written before it listened.
            #expect(await seen.next() == 2)
            // The channel is listened to by another task: ring until it hears.
            let ringing = Task {
                while !Task.isCancelled {
                    _ = try? await database.write { $0.wake("bell") }
                    await Task.yield()
                }
            }
            #expect(await seen.next() == 3)
            ringing.cancel()
        }
    }

    @Test func `the bell wakes a loop that listens to nothing`() async throws {
        let turns = AsyncStream<Void>.makeStream()
        try await withLoop { _ in
            turns.continuation.yield()
            return nil
        } _: { surroundings in
            var seen = turns.stream.makeAsyncIterator()
            await seen.next()
            surroundings.bell.ring()
            await seen.next()
        }
    }

    @Test func `what it holds is given back at the end`() async throws {
        let isReleased = Mutex(false)
        let begun = AsyncStream<Void>.makeStream()
        try await withLoop { _ in
            begun.continuation.yield()
            return nil
        } atEnd: {
            isReleased.withLock { $0 = true }
        } _: { _, _ in
            for await _ in begun.stream { break }
        }
        let released = isReleased.withLock { $0 }
        #expect(released)
    }

    @Test func `a loop that hangs is broken off and begins anew`() async throws {
        let time = Mutex(Duration.zero)
        let vitals = LoopVitals(uptime: { time.withLock { $0 } })
        vitals.begin("it", patience: .seconds(10))
        let begun = AsyncStream<Void>.makeStream()
        let hanging = Task {
            try await vitals.turn("it") {
                begun.continuation.yield()
                try await Task.sleep(for: .seconds(3600))
            }
        }
        for await _ in begun.stream { break }
        time.withLock { $0 = .seconds(10) }
        #expect(vitals.stuck.isEmpty)
        time.withLock { $0 = .seconds(11) }
        #expect(vitals.stuck.map(\.name) == ["it"])
        #expect(vitals.restartStuck() == ["it"])
        await #expect(throws: CancellationError.self) { try await hanging.value }
        #expect(vitals.stuck.isEmpty)
        #expect(vitals.pulses.first?.restarts == 1)
    }

    @Test func `a ring between two waits is not lost, and the end wakes for good`() async {
        let alarm = Alarm()
        alarm.ring()
        #expect(await alarm.wait(for: .seconds(600), ContinuousClock()))
        alarm.end()
        #expect(await alarm.wait(for: .seconds(600), ContinuousClock()) == false)
    }

    @Test func `who only waits for the end does not take a ring from others`() async {
        let alarm = Alarm()
        alarm.ring()
        #expect(await alarm.wait(for: .milliseconds(1), ContinuousClock(), hears: false) == false)
        #expect(await alarm.wait(for: .seconds(600), ContinuousClock()))
    }
}
