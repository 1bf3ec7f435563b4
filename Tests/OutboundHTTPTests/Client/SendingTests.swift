import Testing

@testable import OutboundHTTP

struct SendingTests {
    @Test func `a path is appended to the base path with one slash, and keeps its trailing slash`() async throws {
        try await ScriptedServer.run({ _, _ in .status(200) }) { server in
            try await Fixture().run(server.url + "/api/public/") { client in
                _ = try await client.send(OutboundRequest(.get, .path("/tickets/")))
                _ = try await client.send(OutboundRequest(.get, .path("tickets/7")))
            }
            #expect(server.seen.map(\.target) == ["/api/public/tickets/", "/api/public/tickets/7"])
        }
    }

    @Test(arguments: OutboundMethod.allCases)
    func `every method arrives as itself`(method: OutboundMethod) async throws {
        try await ScriptedServer.run({ _, _ in .status(204) }) { server in
            try await Fixture().run(server.url) { client in
                let response = try await client.send(OutboundRequest(method, .path("/x")))
                #expect(response.status == 204)
            }
            #expect(server.seen.map(\.method) == [method.rawValue])
        }
    }

    @Test func `queries keep their order, repeat names and encode brackets`() async throws {
        let query = [
            NamedValue("page[size]", "100"), NamedValue("tag", "a b"), NamedValue("tag", "é&="),
        ]
        try await ScriptedServer.run({ _, _ in .status(200) }) { server in
            try await Fixture().run(server.url) { client in
                _ = try await client.send(OutboundRequest(.get, .path("/t?x=1"), query: query))
            }
            #expect(server.seen.map(\.target) == ["/t?x=1&page%5Bsize%5D=100&tag=a%20b&tag=%C3%A9%26%3D"])
        }
    }

    @Test func `a form goes as form, with plus for a space`() async throws {
        try await ScriptedServer.run({ _, _ in .status(200) }) { server in
            try await Fixture().run(server.url) { client in
                let body = OutboundBody.form([NamedValue("a b", "c+d"), NamedValue("a b", "سلام")])
                _ = try await client.send(OutboundRequest(.post, .path("/f"), body: body))
            }
            let seen = try #require(server.seen.first)
            #expect(seen.header("Content-Type") == "application/x-www-form-urlencoded")
            #expect(seen.text == "a+b=c%2Bd&a+b=%D8%B3%D9%84%D8%A7%D9%85")
        }
    }

    @Test func `multipart has its boundary in the header, and escapes names that would end early`() async throws {
        var fixture = Fixture()
        fixture.options.randomBits = { 0xAB }
        try await ScriptedServer.run({ _, _ in .status(200) }) { server in
            try await fixture.run(server.url) { client in
                let parts = [
                    MultipartPart("text", .value("héllo")),
                    MultipartPart(
                        "file",
                        .file([0, 255], filename: "a\"b\r\n.pdf", contentType: "application/pdf\r\nX: y")
                    ),
                ]
                _ = try await client.send(OutboundRequest(.post, .path("/m"), body: .multipart(parts)))
            }
            let seen = try #require(server.seen.first)
            #expect(seen.header("Content-Type") == "multipart/form-data; boundary=usher-ab-ab")
            let head =
                "--usher-ab-ab\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhéllo\r\n"
                + "--usher-ab-ab\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22b%0D%0A.pdf\"\r\n"
                + "Content-Type: application/pdfX: y\r\n\r\n"
            #expect(seen.body == Array(head.utf8) + [0, 255] + Array("\r\n--usher-ab-ab--\r\n".utf8))
        }
    }

    @Test func `bytes arrive as they are, in both directions`() async throws {
        let bytes = (0...255).map { UInt8($0) }
        try await ScriptedServer.run({ seen, _ in .init(body: seen.body) }) { server in
            try await Fixture().run(server.url) { client in
                let body = OutboundBody.bytes(bytes, contentType: "application/octet-stream")
                let response = try await client.send(OutboundRequest(.put, .path("/b"), body: body))
                #expect(response.body == bytes)
                #expect(response.url == server.url + "/b")
            }
        }
    }

    @Test func `a request's header wins over a connection's, and both over ours`() async throws {
        var fixture = Fixture()
        fixture.options.headers = ["Accept": "*/*; version=2", "user-agent": "own"]
        try await ScriptedServer.run({ _, _ in .status(200) }) { server in
            try await fixture.run(server.url) { client in
                _ = try await client.send(OutboundRequest(.get, .path("/"), headers: ["ACCEPT": "text/html"]))
                _ = try await client.send(OutboundRequest(.get, .path("/")))
            }
            #expect(server.seen.map { $0.header("Accept") } == ["text/html", "*/*; version=2"])
            #expect(server.seen.map { $0.header("User-Agent") } == ["own", "own"])
        }
    }

    @Test func `an answer's repeated headers are kept apart`() async throws {
        try await ScriptedServer.run({ _, _ in .status(200, [("Link", "<a>"), ("Link", "<b>")]) }) { server in
            try await Fixture().run(server.url) { client in
                let response = try await client.send(OutboundRequest(.get, .path("/")))
                #expect(response.headers.all("link") == ["<a>", "<b>"])
                #expect(response.headers.joined("LINK") == "<a>, <b>")
            }
        }
    }

    @Test(arguments: [400, 401, 403, 404, 409, 418, 422, 426])
    func `any status is a response`(status: Int) async throws {
        try await ScriptedServer.run({ _, _ in .status(status, [], "no") }) { server in
            try await Fixture().run(server.url) { client in
                let response = try await client.send(OutboundRequest(.get, .path("/")))
                #expect(response.status == status)
                #expect(response.text == "no")
            }
            #expect(server.seen.count == 1)
        }
    }

    @Test func `a link of an answer is followed on the connection's origin`() async throws {
        try await ScriptedServer.run({ _, _ in .status(200) }) { server in
            try await Fixture().run(server.url + "/api") { client in
                _ = try await client.send(OutboundRequest(.get, .url(server.url + "/other?page[after]=é#top")))
                _ = try await client.send(OutboundRequest(.get, .url("/api/tickets?page=2")))
            }
            #expect(server.seen.map(\.target) == ["/other?page%5Bafter%5D=%C3%A9", "/api/tickets?page=2"])
        }
    }
}
