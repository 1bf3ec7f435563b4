import LuaRuntime
import OutboundHTTP
import Testing
import TicketModel

@testable import PluginHost

/// Once a write may have landed, nothing that goes wrong after it may say that it has not.
struct UnknownOutcomeTests {
    private static let suffix = " A change may have been made before that; look at the ticket before you repeat it."

    private func failure(_ reply: String, keys: String = "", _ answers: MadeUpTransport.Answer...) async throws
        -> TicketFailure?
    {
        let transport = MadeUpTransport { _, number in answers[min(number, answers.count) - 1] }
        return try await Desk("\(keys) reply = function(api, ticket, reply) \(reply) end,", transport).replyFailure()
    }

    @Test func `a bug after a write that was taken`() async throws {
        let failure = try await failure("api:post \"/r\" local x = nil return x.id", .answered(201, "{}"))
        #expect(failure?.kind == .unknownOutcome)
        #expect(failure?.code == "plugin")
        #expect(
            failure?.message
                == "providers/acme.lua:8: attempt to index a nil value (local 'x') (plugin acme, reply)." + Self.suffix
        )
    }

    @Test func `a bug before any write`() async throws {
        let failure = try await failure("local x = nil return x.id", .answered())
        #expect(failure?.kind == .protocolError)
        #expect(
            failure?.message == "providers/acme.lua:8: attempt to index a nil value (local 'x') (plugin acme, reply)."
        )
    }

    @Test func `a bug after a read, and after a write that was refused`() async throws {
        #expect(try await failure("api:get \"/r\" error \"bug\"", .answered())?.kind == .protocolError)
        #expect(
            try await failure("api:post(\"/r\", { reads = true }) error \"bug\"", .answered())?.kind == .protocolError
        )
        #expect(try await failure("api:post \"/r\" error \"bug\"", .answered(422))?.kind == .protocolError)
    }

    @Test(arguments: [MadeUpTransport.Answer.answered(500), .failed(.outcomeUnknown)])
    func `a bug after a write of unknown outcome`(_ answer: MadeUpTransport.Answer) async throws {
        #expect(try await failure("api:post \"/r\" error \"bug\"", answer)?.kind == .unknownOutcome)
    }

    @Test func `a later request that fails`() async throws {
        let failure = try await failure("api:post \"/r\" return api:get \"/r\"", .answered(201), .answered(404))
        #expect(failure?.kind == .unknownOutcome)
        #expect(failure?.status == 404)
        #expect(failure?.message.hasSuffix(Self.suffix) == true)
    }

    @Test func `a failure that the plugin makes of an answer`() async throws {
        let reply = "api:post \"/r\" return nil, usher.error { kind = \"not_allowed\", message = \"Closed.\" }"
        #expect(try await failure(reply, .answered())?.kind == .unknownOutcome)
        #expect(try await failure(reply, .answered(409))?.kind == .notAllowed)
    }

    @Test func `an answer that is no JSON`() async throws {
        let failure = try await failure("local a = api:post \"/r\" return { id = a.json.id }", .answered(200, "<html>"))
        #expect(failure?.kind == .unknownOutcome)
        #expect(
            failure?.message
                == "desk answered POST /r with an HTML page where JSON was due; the change may have been made all the same, so look at the ticket before you repeat it."
        )
    }

    @Test func `no result after a write`() async throws {
        #expect(try await failure("api:post \"/r\"", .answered())?.kind == .unknownOutcome)
    }

    private static let failed =
        "errors = { failed = { path = \"ok\", equals = false }, codes = { E1 = \"not_allowed\" }, code = \"code\" },"

    @Test func `a refusal inside a success is known not to have landed`() async throws {
        let refused = try await failure(
            "return api:post \"/r\"",
            keys: Self.failed,
            .answered(200, "{\"ok\":false,\"code\":\"E1\"}")
        )
        #expect(refused?.kind == .notAllowed)
        let bare = try await failure("return api:post \"/r\"", keys: Self.failed, .answered(200, "{\"ok\":false}"))
        #expect(bare?.kind == .invalid)
    }

    @Test func `a refusal inside a success does not take back a write before it`() async throws {
        let failure = try await failure(
            "api:post \"/a\" return api:post \"/b\"",
            keys: Self.failed,
            .answered(200, "{\"ok\":true}"),
            .answered(200, "{\"ok\":false,\"code\":\"E1\"}")
        )
        #expect(failure?.kind == .unknownOutcome)
    }

    @Test func `limits after a write`() async throws {
        let desk = try await Desk(
            "reply = function(api) api:post \"/r\" while true do end end,",
            limits: PluginLimits(cpu: .milliseconds(50), deadline: .seconds(30))
        )
        #expect(await desk.replyFailure()?.kind == .unknownOutcome)
    }

    @Test(arguments: [
        "return nil, usher.error { kind = \"conflict\", message = \"No.\" }",
        "error(usher.error { kind = \"conflict\", message = \"No.\" })",
    ])
    func `a failure given back and one raised are the same`(_ reply: String) async throws {
        #expect(try await failure(reply, .answered()) == TicketFailure(.conflict, "No.", connection: "desk"))
    }

    @Test func `a provider's failure passes through the plugin unchanged`() async throws {
        let passed = try await failure(
            "local a, err = api:post \"/r\" if not a then error(err) end return a",
            .answered(409, "{\"message\":\"Busy\"}")
        )
        #expect(passed?.kind == .conflict)
        #expect(passed?.status == 409)
        #expect(passed?.providerMessage == "Busy")
    }
}
