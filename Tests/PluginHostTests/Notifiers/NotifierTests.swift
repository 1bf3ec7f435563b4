import OutboundHTTP
import Testing
import TicketModel

@testable import PluginHost

struct NotifierTests {
    private func notifier(_ send: String, _ transport: MadeUpTransport) async throws -> PluginNotifier {
        let text = """
            local usher = require "usher"
            return usher.notifier {
              name = "acme", version = "1.0.0", summary = "Made up",
              settings = { url = usher.setting.secret { description = "Where" } },
              send = function(api, notification) \(send) end,
            }
            """
        let generation = try await PluginGeneration.load(MadeUpPlugin.file(.notifier, text))
        let notifier = PluginNotifier(
            generation,
            name: "duty",
            settings: PluginSettings(values: ["url": .secret("https://hooks.example/T0/secret")]),
            transport: transport,
            now: { MadeUpPlugin.now }
        )
        return try #require(notifier)
    }

    private func failure(_ send: String, _ answer: MadeUpTransport.Answer = .answered()) async throws
        -> TicketFailure?
    {
        let notifier = try await notifier(send, MadeUpTransport(answer))
        return await Desk.failure { () throws(TicketFailure) in
            try await notifier.send("Hello", automation: nil, ticket: nil)
        }
    }

    @Test func `a notification comes with its ticket and its automation`() async throws {
        let transport = MadeUpTransport(.answered())
        let notifier = try await notifier("return (api:post(\"\", { json = notification }))", transport)
        let ticket = Workshop.ticket {
            $0.url = .value("https://desk.example/1")
            $0.subject = .null
            $0.priority = .value(.high)
        }
        try await notifier.send("Hello", automation: "sweep", ticket: ticket)
        let body = try JSONValue(parsing: Array((transport.requests.first?.bodyText ?? "").utf8))
        #expect(
            body == [
                "text": "Hello", "automation": "sweep",
                "ticket": ["id": "desk/1", "url": "https://desk.example/1", "status": "open", "priority": "high"],
            ]
        )
        #expect(transport.requests.first?.target == .path(""))
        try await notifier.send("Hello", automation: nil, ticket: nil)
        #expect(try JSONValue(parsing: Array((transport.requests.last?.bodyText ?? "").utf8)) == ["text": "Hello"])
    }

    @Test func `its URL is neither among the settings nor in an answer`() async throws {
        let send = """
            local answer = api:post ""
            assert(api.settings.url == nil and answer.url == nil and answer.status == 200)
            return true
            """
        #expect(try await failure(send) == nil)
    }

    @Test func `a notifier that fails after its message has left leaves the outcome unknown`() async throws {
        let failure = try await failure("api:post(\"\", { json = {} }) error \"boom\"")
        #expect(failure?.kind == .unknownOutcome)
        #expect(
            failure?.message.hasSuffix(
                " It may have arrived before that; look where it goes to before you repeat it."
            ) == true
        )
    }

    @Test func `a refusal is told without the URL`() async throws {
        let send = "return api:post(\"\", { json = {} })"
        let limited = try await failure(send, .answered(429))
        #expect(
            limited
                == TicketFailure(
                    .rateLimited,
                    "duty answered 429 to POST; wait a while and try again.",
                    connection: "duty",
                    status: 429
                )
        )
        #expect(
            try await failure(send, .answered(404))?.message
                == "duty answered 404 to POST; nothing is there: check the id, and the setting \"url\" that the path comes from."
        )
        #expect(try await failure(send, .answered(500))?.kind == .unknownOutcome)
    }

    @Test(arguments: ["", "return nil", "return false", "return nil, \"no\"", "return nil, {}"])
    func `a notifier that says nothing has failed`(_ send: String) async throws {
        let failure = try await failure(send)
        #expect(failure?.kind == .protocolError)
        #expect(failure?.connection == "duty")
        #expect(
            failure?.message
                == "the plugin acme answered send of duty wrongly: it gave neither true nor an error; mend the plugin."
        )
    }

    @Test func `a bug is told with its place`() async throws {
        let failure = try await failure("local x = nil return x.y")
        #expect(failure?.kind == .protocolError)
        #expect(
            failure?.message == "notifiers/acme.lua:5: attempt to index a nil value (local 'x') (plugin acme, send)."
        )
    }

    @Test func `a URL's query is carried by every request`() async throws {
        let (base, query) = QueryKeepingTransport.split(
            "https://hooks.example/flow?sig=a%2Fb%3D&sp=%2Ftriggers&flag&x=1=2"
        )
        #expect(base == "https://hooks.example/flow")
        let kept = MadeUpTransport(.answered())
        let transport = QueryKeepingTransport(kept, query: try #require(query))
        _ = try await transport.send(OutboundRequest(.post, .path(""), query: [NamedValue("own", "1")]))
        #expect(kept.requests.first?.queryText == ["own=1", "sig=a/b=", "sp=/triggers", "flag=", "x=1=2"])
        #expect(QueryKeepingTransport.split("https://hooks.example/flow").query == nil)
    }

    @Test func `an automation is no notifier`() async throws {
        let generation = try await PluginGeneration.load(MadeUpPlugin.file(.automation, MadeUpPlugin.automation("")))
        let notifier = PluginNotifier(
            generation,
            name: "duty",
            settings: PluginSettings(),
            transport: MadeUpTransport(.answered()),
            now: { MadeUpPlugin.now }
        )
        #expect(notifier == nil)
    }
}
