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
        let transport = OutboundTransport(limits: .patient)
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
        let gate = Gate()
        try await ScriptedServer.run({ _, _ in
            await gate.pass()
            return .status(200)
        }) { server in
            try await Fixture().run(server.url) { client in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<24 {
                        group.addTask { _ = try await client.send(OutboundRequest(.get, .path("/"))) }
                    }
                    while client.budget.waiting + server.seen.count < 24 { await Task.yield() }
                    #expect(server.seen.count == 8)
                    await gate.open()
                    try await group.waitForAll()
                }
            }
            #expect(server.seen.count == 24)
        }
    }
}

/// Holds whoever comes until it is opened.
private actor Gate {
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var isOpen = false

    func pass() async {
        guard !isOpen else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}
