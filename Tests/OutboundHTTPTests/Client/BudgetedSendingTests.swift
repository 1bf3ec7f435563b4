import Testing

@testable import OutboundHTTP

/// The rate budget, seen from the client.
struct BudgetedSendingTests {
    @Test func `requests beyond the allowance wait for the window, and say for how long`() async throws {
        var fixture = Fixture()
        fixture.declaration = RateDeclaration(allowance: .init(requests: 2, per: .seconds(60)))
        try await ScriptedServer.run({ _, _ in .status(200) }) { server in
            try await fixture.run(server.url) { client in
                for _ in 0..<3 {
                    _ = try await client.send(OutboundRequest(.get, .path("/")))
                }
            }
            #expect(server.seen.count == 3)
        }
        #expect(fixture.waits.all == [.seconds(60)])
    }

    @Test func `the provider's headers hold requests back`() async throws {
        var fixture = Fixture()
        fixture.declaration = RateDeclaration(headers: .xRateLimit)
        try await ScriptedServer.run({ _, _ in
            .status(200, [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "1760000042")])
        }) { server in
            try await fixture.run(server.url) { client in
                _ = try await client.send(OutboundRequest(.get, .path("/")))
                _ = try await client.send(OutboundRequest(.get, .path("/")))
            }
        }
        #expect(fixture.waits.all == [.seconds(42)])
    }

    @Test func `a write cancelled while it waits is cancelled, and never arrives`() async throws {
        let manual = ManualClock()
        let allowance = RateDeclaration.Allowance(requests: 1, per: .seconds(60))
        let budget = RateBudget(RateDeclaration(allowance: allowance), clock: manual.clock)
        let transport = OutboundTransport()
        try await ScriptedServer.run({ _, _ in .status(200) }) { server in
            var options = OutboundClient.Options()
            options.clock = manual.clock
            let client = OutboundClient(
                try OutboundOrigin(server.url),
                transport: transport,
                budget: budget,
                options: options
            )
            _ = try await client.send(OutboundRequest(.get, .path("/")))
            let write = Task { try await client.failure(of: OutboundRequest(.post, .path("/reply"))) }
            await manual.sleeper(until: .seconds(60))
            write.cancel()
            let failure = try await write.value
            #expect(failure.kind == .cancelled)
            #expect(
                failure.message
                    == "POST /reply was cancelled before its answer came; run it again if it is needed"
            )
            #expect(server.seen.count == 1)
        }
        try await transport.shutdown()
    }

    @Test func `no more than eight requests of a connection are under way at once`() async throws {
        let underWay = HighWater()
        try await ScriptedServer.run({ _, _ in
            await underWay.meet()
            return .status(200)
        }) { server in
            try await Fixture().run(server.url) { client in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<24 {
                        group.addTask { _ = try await client.send(OutboundRequest(.get, .path("/"))) }
                    }
                    try await group.waitForAll()
                }
            }
            #expect(server.seen.count == 24)
        }
        #expect(await underWay.highest == 8)
    }
}

/// Holds callers until eight are there, so that eight at once are both reached and needed.
private actor HighWater {
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private(set) var highest = 0

    func meet() async {
        await withCheckedContinuation { continuation in
            waiting.append(continuation)
            highest = max(highest, waiting.count)
            if waiting.count == 8 {
                for continuation in waiting { continuation.resume() }
                waiting = []
            }
        }
    }
}
