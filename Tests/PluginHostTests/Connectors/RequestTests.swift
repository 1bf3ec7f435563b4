import OutboundHTTP
import Testing
import TicketModel

@testable import PluginHost

/// How `api` makes requests.
struct RequestTests {
    private func sent(_ call: String, _ answer: MadeUpTransport.Answer = .answered()) async throws -> OutboundRequest {
        let desk = try await Desk(
            "list = function(api) \(call) return { tickets = {} } end,",
            MadeUpTransport(answer)
        )
        _ = try await desk.connector.page(TicketFilter(), at: nil)
        return try #require(desk.transport.requests.first)
    }

    private func refusal(_ call: String) async throws -> String? {
        let desk = try await Desk("list = function(api) \(call) return { tickets = {} } end,")
        let failure = await desk.listFailure()
        #expect(desk.transport.requests == [])
        return failure?.message
    }

    @Test(arguments: [
        ("get", OutboundMethod.get, true), ("post", .post, false), ("put", .put, false), ("patch", .patch, false),
        ("delete", .delete, false),
    ])
    func `each method has a function`(_ name: String, _ method: OutboundMethod, _ reads: Bool) async throws {
        let request = try await sent("api:\(name) \"/t/1?active\"")
        #expect(request.method == method)
        #expect(request.target == .path("/t/1?active"))
        #expect(request.reads == reads)
        #expect(request.body == .none)
    }

    @Test func `a query has names in order, lists repeat, and what is nil or empty is left out`() async throws {
        let request = try await sent(
            """
            api:get("/t", { query = {
              b = 2, a = "x y", whole = 3.0, part = 1.5, yes = true, no = false, none = nil, null = usher.null, empty = "",
              list = { "p", "", 7, usher.null }, nothing = {}, ["page[size]"] = 100,
            } })
            """
        )
        #expect(
            request.queryText == [
                "a=x y", "b=2", "list=p", "list=7", "no=false", "page[size]=100", "part=1.5", "whole=3", "yes=true",
            ]
        )
    }

    @Test(arguments: [
        (
            "api:get(\"/t\", { query = { a = { b = 1 } } })",
            "the query's \"a\" must be text, a number, true or false, or a list of those"
        ),
        (
            "api:get(\"/t\", { query = { a = print } })",
            "the query's \"a\" must be text, a number, true or false, or a list of those"
        ),
        ("api:get(\"/t\", { query = \"a=1\" })", "a query or a form is a table, as in { page = 2 }, not a string"),
        ("api:post(\"/t\", { form = \"a=1\" })", "a query or a form is a table, as in { page = 2 }, not a string"),
        ("api:get(\"/t\", { headers = { [\"X-A\"] = {} } })", "the header \"X-A\" must be text, not a table"),
        ("api:post(\"/t\", { multipart = { { value = \"x\" } } })", "a part of a multipart body needs a name"),
        (
            "api:post(\"/t\", { multipart = { { name = \"a\" } } })",
            "the part \"a\" of a multipart body needs a value or data"
        ),
        ("api:get()", "api:get takes a path that begins with \"/\", not nil"),
        ("api:get(\"t\")", "api:get takes a path that begins with \"/\", not t"),
        (
            "api:get(\"https://evil.example/t\")",
            "api:get takes a path that begins with \"/\", not https://evil.example/t"
        ),
        ("api:follow()", "api:follow takes a URL"),
    ])
    func `a request that cannot be made is the plugin's bug`(_ call: String, _ told: String) async throws {
        #expect(try await refusal(call) == "providers/acme.lua:8: \(told) (plugin acme, list).")
    }

    @Test func `JSON, forms and bytes are bodies`() async throws {
        let json = try await sent(
            "api:post(\"/t\", { json = { a = 1, list = usher.json.array {}, none = usher.null } })"
        )
        guard case .bytes(_, let type) = json.body else { throw CancellationError() }
        #expect(type == "application/json")
        #expect(try JSONValue(parsing: Array((json.bodyText ?? "").utf8)) == ["a": 1, "list": [], "none": .null])
        let form = try await sent("api:post(\"/t\", { form = { b = 2, a = \"x\", l = { 1, 2 } } })")
        #expect(
            form.body
                == .form([NamedValue("a", "x"), NamedValue("b", "2"), NamedValue("l", "1"), NamedValue("l", "2")])
        )
        let bytes = try await sent("api:put(\"/t\", { body = \"\\0\\255\", content_type = \"image/x\" })")
        #expect(bytes.body == .bytes([0, 255], contentType: "image/x"))
        #expect(
            try await sent("api:put(\"/t\", { body = \"x\" })").body
                == .bytes([120], contentType: "application/octet-stream")
        )
        #expect(try await sent("api:post(\"/t\", { json = false })").bodyText == "false")
    }

    @Test func `multipart bodies have fields and files`() async throws {
        let request = try await sent(
            """
            api:post("/t", { multipart = {
              { name = "id", value = 5 }, { name = "empty", value = "" },
              { name = "file", data = "\\1\\2", filename = "a.png", content_type = "image/png" }, { name = "raw", data = "x" },
            } })
            """
        )
        #expect(
            request.body
                == .multipart([
                    MultipartPart("id", .value("5")),
                    MultipartPart("empty", .value("")),
                    MultipartPart("file", .file([1, 2], filename: "a.png", contentType: "image/png")),
                    MultipartPart("raw", .file([120], filename: "raw", contentType: "application/octet-stream")),
                ])
        )
    }

    @Test func `headers go along, and a POST may only read`() async throws {
        let request = try await sent(
            "api:post(\"/t\", { headers = { [\"X-B\"] = 1, [\"X-A\"] = \"a\", [\"X-C\"] = usher.null }, reads = true })"
        )
        #expect(request.headers == HeaderList([("X-A", "a"), ("X-B", "1")]))
        #expect(request.reads)
        #expect(try await sent("api:follow \"https://desk.example/t?page=2\"").url == "https://desk.example/t?page=2")
    }

    @Test func `an answer is read by status, headers, body and URL`() async throws {
        let headers = HeaderList([("X-Many", "a"), ("x-many", "b"), ("ETag", "\"1\"")])
        _ = try await sent(
            """
            local answer, err = api:get "/t"
            assert(err == nil and answer.status == 201)
            assert(answer.headers["x-many"] == "a, b" and answer.headers.etag == '"1"' and answer.headers.ETag == nil)
            assert(answer.body == '{"a":1}' and answer.json.a == 1 and answer.json == answer.json)
            assert(answer.url == "https://desk.example/answered" and answer.nonsense == nil)
            """,
            .answered(201, "{\"a\":1}", headers: headers)
        )
    }

    @Test func `the settings are there, the secrets are not`() async throws {
        let desk = try await Desk(
            """
            settings = {
              base_url = usher.setting.url { description = "Where", default = "https://desk.example/" },
              token = usher.setting.secret { description = "Who" },
              wait = usher.setting.duration { description = "How long", default = "1m" },
            },
            check = function(api)
              assert(api.settings.token == nil and api.settings.wait == 60)
              assert(api.settings.base_url == "https://desk.example")
              assert(api:now() == 1767930158)
              return true
            end,
            """,
            settings: ["token": "hunter22"]
        )
        try await desk.connector.check()
    }
}
