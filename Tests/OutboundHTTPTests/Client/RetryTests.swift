import Testing

@testable import OutboundHTTP

struct RetryTests {
    @Test(arguments: [429, 500, 502, 503, 504])
    func `a read is repeated on a passing status, and the last answer stands`(status: Int) async throws {
        let fixture = Fixture()
        try await ScriptedServer.run({ _, _ in .status(status, [], "busy") }) { server in
            try await fixture.run(server.url) { client in
                let response = try await client.send(OutboundRequest(.get, .path("/")))
                #expect(response.status == status)
                #expect(response.text == "busy")
            }
            #expect(server.seen.count == 5)
        }
        #expect(fixture.waits.all == [125, 250, 500, 1000].map { Duration.milliseconds($0) })
    }

    @Test func `a read that succeeds on its second attempt is a success`() async throws {
        try await ScriptedServer.run({ _, number in .status(number == 1 ? 502 : 200) }) { server in
            try await Fixture().run(server.url) { client in
                let search = OutboundRequest(.post, .path("/search"), body: .form([]), reads: true)
                let answer = try await client.send(search)
                #expect(answer.status == 200)
            }
            #expect(server.seen.count == 2)
        }
    }

    @Test(arguments: [("7", 7.0), ("Thu, 09 Oct 2025 08:53:40 GMT", 20.0)])
    func `Retry-After decides how long a repetition waits, as seconds and as a date`(
        header: String,
        seconds: Double
    ) async throws {
        let fixture = Fixture()
        try await ScriptedServer.run({ _, number in
            number == 1 ? .status(429, [("Retry-After", header)]) : .status(200)
        }) { server in
            try await fixture.run(server.url) { client in
                let answer = try await client.send(OutboundRequest(.get, .path("/")))
                #expect(answer.status == 200)
            }
        }
        #expect(fixture.waits.all == [.seconds(seconds)])
    }

    @Test func `a Retry-After beyond the time for retries gives the answer at once, and holds back the next request`()
        async throws
    {
        let fixture = Fixture()
        try await ScriptedServer.run({ _, number in
            number == 1 ? .status(429, [("Retry-After", "90")]) : .status(200)
        }) { server in
            try await fixture.run(server.url) { client in
                let response = try await client.send(OutboundRequest(.get, .path("/")))
                #expect(response.status == 429)
                #expect(response.retryAfter == .seconds(90))
                #expect(fixture.waits.all == [])

                let failure = try await client.failure(of: OutboundRequest(.post, .path("/n")), within: .seconds(60))
                #expect(failure.kind == .overBudget)
                #expect(failure.retryAfter == .seconds(90))
                #expect(
                    failure.message == "POST /n was not sent: the rate budget for \(server.url) has no room before "
                        + "the deadline; there will be in 90 s, try again then"
                )
                #expect(server.seen.count == 1)

                let answer = try await client.send(OutboundRequest(.get, .path("/")))
                #expect(answer.status == 200)
                #expect(fixture.waits.all == [.seconds(90)])
            }
        }
    }

    @Test(arguments: [(429, nil), (503, "1")] as [(Int, String?)])
    func `a write that was rejected is repeated`(status: Int, retryAfter: String?) async throws {
        try await ScriptedServer.run({ _, number in
            number == 1 ? .status(status, retryAfter.map { [("Retry-After", $0)] } ?? []) : .status(201)
        }) { server in
            try await Fixture().run(server.url) { client in
                let request = OutboundRequest(.post, .path("/"), body: .bytes([1], contentType: "a/b"))
                let answer = try await client.send(request)
                #expect(answer.status == 201)
            }
            #expect(server.seen.map(\.body) == [[1], [1]])
        }
    }

    @Test(arguments: [500, 502, 503, 504])
    func `a write's server error is the answer, and is not repeated`(status: Int) async throws {
        try await ScriptedServer.run({ _, _ in .status(status) }) { server in
            try await Fixture().run(server.url) { client in
                let answer = try await client.send(OutboundRequest(.put, .path("/")))
                #expect(answer.status == status)
            }
            #expect(server.seen.count == 1)
        }
    }

    @Test func `a caller's deadline ends the retries`() async throws {
        try await ScriptedServer.run({ _, _ in .status(503) }) { server in
            try await Fixture().run(server.url) { client in
                let response = try await client.send(OutboundRequest(.get, .path("/")), within: .milliseconds(300))
                #expect(response.status == 503)
            }
            #expect(server.seen.count == 2)
        }
    }
}
