import Testing

@testable import OutboundHTTP

/// Each way of failing, over real sockets, for a read and for a write.
struct MisbehavingServerTests {
    enum Misbehaviour: String, CaseIterable, Sendable {
        case closesAtOnce, cutsHead, cutsBody, sendsGarbage

        func play(_ connection: inout RawServer.Connection) async throws {
            switch self {
            case .closesAtOnce: _ = try await connection.read(until: "\r\n\r\n")
            case .cutsHead:
                _ = try await connection.read(until: "\r\n\r\n")
                try await connection.write("HTTP/1.1 200 OK\r\nContent-Le")
            case .cutsBody:
                _ = try await connection.read(until: "\r\n\r\n")
                try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":")
            case .sendsGarbage:
                _ = try await connection.read(until: "\r\n\r\n")
                try await connection.write("\u{1}\u{2}garbage, not a protocol\r\n\r\n")
            }
        }
    }

    @Test(arguments: Misbehaviour.allCases)
    func `a write that left is unknown, and is never repeated`(misbehaviour: Misbehaviour) async throws {
        try await RawServer.run({ try await misbehaviour.play(&$0) }) { server in
            try await Fixture().run(server.url) { client in
                let failure = try await client.failure(of: OutboundRequest(.delete, .path("/tickets/7")))
                #expect(failure.kind == .outcomeUnknown)
                let clause =
                    misbehaviour == .sendsGarbage
                    ? "the answer is not HTTP" : "the connection ended before the answer was complete"
                #expect(
                    failure.message == "DELETE /tickets/7 was sent to \(server.url) but \(clause), "
                        + "so whether it was done is unknown; read it back before sending it again"
                )
            }
            #expect(server.connections == 1)
        }
    }

    @Test(arguments: [Misbehaviour.closesAtOnce, .cutsHead, .cutsBody])
    func `a read that was cut is repeated four times, then lost`(misbehaviour: Misbehaviour) async throws {
        try await RawServer.run({ try await misbehaviour.play(&$0) }) { server in
            try await Fixture().run(server.url) { client in
                let failure = try await client.failure(of: OutboundRequest(.get, .path("/tickets")))
                #expect(failure.kind == .connectionLost)
                #expect(
                    failure.message == "GET /tickets got no answer from \(server.url): "
                        + "the connection ended before the answer was complete; try again later"
                )
            }
            #expect(server.connections == 5)
        }
    }

    @Test func `garbage in answer to a read is malformed, at once`() async throws {
        try await RawServer.run({ try await Misbehaviour.sendsGarbage.play(&$0) }) { server in
            try await Fixture().run(server.url) { client in
                let failure = try await client.failure(of: OutboundRequest(.get, .path("/tickets")))
                #expect(failure.kind == .malformed)
                #expect(
                    failure.message == "GET /tickets got no answer from \(server.url): the answer is not HTTP; "
                        + "check that base_url names the API"
                )
            }
            #expect(server.connections == 1)
        }
    }

    @Test(arguments: [OutboundMethod.get, .post])
    func `a refused connection is not sent, whatever the method, after four more tries`(
        method: OutboundMethod
    ) async throws {
        let closed = try #require(ClosedPort())
        let port = closed.number
        let fixture = Fixture()
        try await fixture.run("http://127.0.0.1:\(port)") { client in
            let failure = try await client.failure(of: OutboundRequest(method, .path("/t")))
            #expect(failure.kind == .notSent)
            #expect(
                failure.message
                    == "\(method.rawValue) /t was not sent: http://127.0.0.1:\(port) refused the connection; "
                    + "check base_url and that the server is up"
            )
        }
        #expect(fixture.waits.all == [125, 250, 500, 1000].map { Duration.milliseconds($0) })
        withExtendedLifetime(closed) {}
    }

    @Test func `a name that can't be resolved is not sent`() async throws {
        var fixture = Fixture()
        fixture.options.retries = .never
        try await fixture.run("https://nowhere.invalid") { client in
            let failure = try await client.failure(of: OutboundRequest(.post, .path("/t")))
            #expect(failure.kind == .notSent)
            #expect(
                failure.message == "POST /t was not sent: https://nowhere.invalid is a name that can't be resolved; "
                    + "check base_url and that the server is up"
            )
        }
    }

    @Test func `a failed TLS handshake is not sent`() async throws {
        var fixture = Fixture()
        fixture.options.retries = .never
        try await RawServer.run({ connection in
            _ = try await connection.readSome()
            try await connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
        }) { server in
            try await fixture.run("https://127.0.0.1:\(server.port)") { client in
                let failure = try await client.failure(of: OutboundRequest(.post, .path("/t")))
                #expect(failure.kind == .notSent)
                #expect(
                    failure.message
                        == "POST /t was not sent: https://127.0.0.1:\(server.port) failed the TLS handshake; "
                        + "check that base_url is right and the server's certificate is valid"
                )
            }
        }
    }

    @Test func `a kept connection that ends as a write leaves makes the write unknown`() async throws {
        try await RawServer.run({ connection in
            // On a machine so slow that the pool has let the first connection go, the write comes on a second one.
            if connection.number == 1 {
                _ = try await connection.read(until: "\r\n\r\n")
                try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
            // The second request is read and never answered.
            _ = try await connection.read(until: "\r\n\r\n")
        }) { server in
            try await Fixture().run(server.url) { client in
                let response = try await client.send(OutboundRequest(.get, .path("/first")))
                #expect(response.status == 200)
                let failure = try await client.failure(of: OutboundRequest(.post, .path("/second")))
                #expect(failure.kind == .outcomeUnknown)
            }
            #expect(server.connections <= 2)
        }
    }
}
