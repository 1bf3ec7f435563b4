import Testing

@testable import OutboundHTTP

struct LimitTests {
    private static let small: Fixture = {
        var fixture = Fixture()
        fixture.options.limits.maximumBody = 1000
        return fixture
    }()

    @Test func `an announced body beyond the limit is refused before it is read`() async throws {
        try await RawServer.run({ connection in
            _ = try await connection.read(until: "\r\n\r\n")
            try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n")
            _ = try await connection.readSome()
        }) { server in
            try await Self.small.run(server.url) { client in
                let failure = try await client.failure(of: OutboundRequest(.get, .path("/big")))
                #expect(failure.kind == .tooLarge)
                #expect(
                    failure.message == "GET /big got no answer from \(server.url): "
                        + "the answer is larger than the limit of 1000 bytes; ask for less at a time"
                )
            }
            #expect(server.connections == 1)
        }
    }

    @Test(arguments: [(OutboundMethod.get, OutboundFailure.Kind.tooLarge), (.post, .outcomeUnknown)])
    func `an unannounced body is cut off at the limit`(
        method: OutboundMethod,
        kind: OutboundFailure.Kind
    ) async throws {
        try await RawServer.run({ connection in
            _ = try await connection.read(until: "\r\n\r\n")
            try await connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "64\r\n" + String(repeating: "x", count: 100) + "\r\n"
            while true { try await connection.write(chunk) }
        }) { server in
            try await Self.small.run(server.url) { client in
                let met = try await client.failure(of: OutboundRequest(method, .path("/")))
                #expect(met.kind == kind)
            }
        }
    }

    @Test func `a body of exactly the limit is let in`() async throws {
        try await ScriptedServer.run({ _, _ in .init(body: Array(repeating: 1, count: 1000)) }) { server in
            try await Self.small.run(server.url) { client in
                let answer = try await client.send(OutboundRequest(.get, .path("/")))
                #expect(answer.body.count == 1000)
            }
        }
    }

    @Test(arguments: [("gzip", CompressedBytes.gzip), ("deflate", CompressedBytes.deflate)])
    func `a compressed answer is decompressed`(coding: String, bytes: [UInt8]) async throws {
        try await ScriptedServer.run({ _, _ in .init(headers: [("Content-Encoding", coding)], body: bytes) }) {
            server in
            try await Fixture().run(server.url) { client in
                let answer = try await client.send(OutboundRequest(.get, .path("/")))
                #expect(answer.text == "{\"ok\":true}")
            }
            #expect(server.seen.first?.header("Accept-Encoding") == "gzip, deflate")
        }
    }

    @Test func `a small answer that swells beyond the limit is refused`() async throws {
        try await ScriptedServer.run({ _, _ in
            .init(headers: [("Content-Encoding", "gzip")], body: CompressedBytes.twentyThousand)
        }) { server in
            try await Self.small.run(server.url) { client in
                let met = try await client.failure(of: OutboundRequest(.get, .path("/")))
                #expect(met.kind == .tooLarge)
            }
        }
    }

    @Test(arguments: [
        (OutboundMethod.get, OutboundFailure.Kind.timedOut, "GET /slow got no answer from", "; try again later"),
        (
            .post, .outcomeUnknown, "POST /slow was sent to",
            ", so whether it was done is unknown; read it back before sending it again"
        ),
    ])
    func `a server that never answers runs into the timeout`(
        method: OutboundMethod,
        kind: OutboundFailure.Kind,
        start: String,
        end: String
    ) async throws {
        var fixture = Fixture()
        fixture.options.retries = .never
        let arrived = Event()
        try await RawServer.run({ connection in
            _ = try await connection.read(until: "\r\n\r\n")
            arrived.happens()
            _ = try await connection.readSome()
        }) { server in
            try await fixture.run(server.url) { client in
                async let failure = client.failure(of: OutboundRequest(method, .path("/slow")))
                await arrived.wait()
                fixture.clock.advance(by: .seconds(30))
                let met = try await failure
                #expect(met.kind == kind)
                #expect(met.message.hasPrefix(start))
                #expect(met.message.hasSuffix("the answer was not complete in time" + end))
            }
        }
    }

    @Test func `a body that stops halfway runs into the timeout`() async throws {
        var fixture = Fixture()
        fixture.options.retries = .never
        let halfway = Event()
        try await RawServer.run({ connection in
            _ = try await connection.read(until: "\r\n\r\n")
            try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            halfway.happens()
            _ = try await connection.readSome()
        }) { server in
            try await fixture.run(server.url) { client in
                async let failure = client.failure(of: OutboundRequest(.get, .path("/slow")))
                await halfway.wait()
                fixture.clock.advance(by: .seconds(30))
                let met = try await failure
                #expect(met.kind == .timedOut)
            }
        }
    }

    @Test(arguments: [(OutboundMethod.get, OutboundFailure.Kind.cancelled), (.post, .outcomeUnknown)])
    func `cancelling a read is cancelled, cancelling a write that left is unknown`(
        method: OutboundMethod,
        kind: OutboundFailure.Kind
    ) async throws {
        let arrived = Event()
        try await RawServer.run({ connection in
            _ = try await connection.read(until: "\r\n\r\n")
            arrived.happens()
            _ = try await connection.readSome()
        }) { server in
            try await Fixture().run(server.url) { client in
                let task = Task { try await client.failure(of: OutboundRequest(method, .path("/"))) }
                await arrived.wait()
                task.cancel()
                let met = try await task.value
                #expect(met.kind == kind)
            }
        }
    }
}

enum CompressedBytes {
    // {"ok":true}
    static let gzip: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xAB, 0x56, 0xCA, 0xCF, 0x56, 0xB2,
        0x2A, 0x29, 0x2A, 0x4D, 0xAD, 0x05, 0x00, 0x90, 0x5F, 0xD4, 0xA7, 0x0B, 0x00, 0x00, 0x00,
    ]
    // {"ok":true}
    static let deflate: [UInt8] = [
        0x78, 0x9C, 0xAB, 0x56, 0xCA, 0xCF, 0x56, 0xB2, 0x2A, 0x29, 0x2A, 0x4D, 0xAD, 0x05, 0x00, 0x16,
        0xE3, 0x04, 0x11,
    ]
    /// Twenty thousand times the letter a, in 55 bytes.
    static let twentyThousand: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xED, 0xC1, 0x31, 0x01, 0x00, 0x00,
        0x00, 0xC2, 0xA0, 0xAC, 0xEB, 0x5F, 0xC2, 0x1A, 0x1E, 0x40, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xF0, 0x60, 0x31, 0x87, 0xBD,
        0xCA, 0x20, 0x4E, 0x00, 0x00,
    ]
}
