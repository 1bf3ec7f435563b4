import OutboundHTTP
import Testing
import TicketModel

@testable import PluginHost

/// What becomes of answers that are no success, and of none.
struct AnswerKindTests {
    private static let keys = """
        list = function(api) return api:get "/tickets" end,
        reply = function(api, ticket, reply) return api:post("/tickets/1/replies", { json = { text = reply.text } }) end,
        """

    private func read(_ answer: MadeUpTransport.Answer, errors: String = "{}") async throws -> TicketFailure? {
        try await Desk(Self.keys + "errors = \(errors),", MadeUpTransport(answer)).listFailure()
    }

    private func write(_ answer: MadeUpTransport.Answer, errors: String = "{}") async throws -> TicketFailure? {
        try await Desk(Self.keys + "errors = \(errors),", MadeUpTransport(answer)).replyFailure()
    }

    @Test(arguments: [
        (400, ErrorKind.invalid, "correct what it names and try again."),
        (401, .auth, "check the connection's credentials in usher.yaml."),
        (402, .license, "the account's plan does not include this; change the plan, or take the connection out."),
        (403, .forbidden, "give the credentials the right to do this at the provider."),
        (404, .notFound, "check the id; the ticket may have been deleted."),
        (405, .protocolError, "check base_url and the API's version."),
        (408, .transient, "the provider has trouble; try again later."),
        (409, .conflict, "somebody changed it meanwhile; read it again and decide anew."),
        (410, .notFound, "check the id; the ticket may have been deleted."),
        (412, .conflict, "somebody changed it meanwhile; read it again and decide anew."),
        (418, .protocolError, "check base_url and the API's version."),
        (422, .invalid, "correct what it names and try again."),
        (423, .notAllowed, "its state forbids this."),
        (426, .license, "the account's plan does not include this; change the plan, or take the connection out."),
        (429, .rateLimited, "wait a while and try again."),
        (500, .transient, "the provider has trouble; try again later."),
        (503, .transient, "the provider has trouble; try again later."),
        (302, .protocolError, "check base_url and the API's version."),
    ])
    func `a read that is refused`(_ status: Int, _ kind: ErrorKind, _ remedy: String) async throws {
        let failure = try await read(.answered(status))
        #expect(failure?.kind == kind)
        #expect(failure?.status == status)
        #expect(failure?.connection == "desk")
        #expect(failure?.message == "desk answered \(status) to GET /tickets; \(remedy)")
    }

    @Test(arguments: [
        (400, ErrorKind.invalid), (401, .auth), (404, .notFound), (409, .conflict), (422, .invalid),
        (429, .rateLimited),
        (301, .protocolError), (307, .protocolError), (308, .protocolError),
        (302, .unknownOutcome), (303, .unknownOutcome), (408, .unknownOutcome), (425, .unknownOutcome),
        (500, .unknownOutcome), (502, .unknownOutcome), (503, .unknownOutcome), (504, .unknownOutcome),
    ])
    func `a write that is answered so`(_ status: Int, _ kind: ErrorKind) async throws {
        let failure = try await write(.answered(status))
        #expect(failure?.kind == kind)
        #expect(failure?.status == status)
    }

    @Test func `a write of unknown outcome says what to do`() async throws {
        #expect(
            try await write(.answered(502))?.message
                == "desk answered 502 to POST /tickets/1/replies; the change may have been made all the same, so look at the ticket before you repeat it."
        )
    }

    @Test(arguments: [
        (OutboundFailure.Kind.notSent, ErrorKind.transient), (.overBudget, .rateLimited),
        (.outcomeUnknown, .unknownOutcome),
        (.timedOut, .transient), (.connectionLost, .transient), (.malformed, .protocolError),
        (.tooLarge, .protocolError),
        (.foreignOrigin, .protocolError), (.tooManyRedirects, .protocolError), (.insecure, .protocolError),
        (.invalidRequest, .protocolError), (.cancelled, .transient), (.credentials, .auth),
    ])
    func `no answer at all`(_ cause: OutboundFailure.Kind, _ kind: ErrorKind) async throws {
        let failure = try await read(.failed(cause))
        #expect(failure == TicketFailure(kind, "desk: It went wrong (\(cause.rawValue)).", connection: "desk"))
        #expect(try await write(.failed(cause))?.kind == kind)
    }

    @Test func `the plugin's own table of statuses comes first`() async throws {
        let errors = "{ statuses = { [426] = \"not_allowed\", [404] = \"unsupported\" } }"
        #expect(try await read(.answered(426), errors: errors)?.kind == .notAllowed)
        #expect(try await read(.answered(404), errors: errors)?.kind == .unsupported)
    }

    @Test func `a redirect may mean that the credentials were refused`() async throws {
        let desk = try await Desk(Self.keys + "errors = { login_redirect = true },", MadeUpTransport(.answered(302)))
        #expect(await desk.listFailure()?.kind == .auth)
        #expect(await desk.replyFailure()?.kind == .auth)
        #expect(desk.transport.requests.allSatisfy { !$0.followsRedirects })
    }

    @Test func `the time to wait is kept, and a refusal with it is a limit`() async throws {
        let limited = try await read(.answered(429, retryAfter: .milliseconds(1500)))
        #expect(limited?.retryAfter == .milliseconds(1500))
        #expect(limited?.message == "desk answered 429 to GET /tickets; wait 1s500ms and try again.")
        #expect(try await read(.answered(403, retryAfter: .seconds(9)))?.kind == .rateLimited)
        #expect(try await read(.answered(403, headers: ["X-RateLimit-Remaining": "0"]))?.kind == .rateLimited)
        #expect(try await read(.answered(403, headers: ["X-RateLimit-Remaining": "1"]))?.kind == .forbidden)
    }

    @Test(arguments: [
        (404, "nothing is there: check the id, and the setting \"list_path\" that the path comes from."),
        (405, "the path comes from the setting \"list_path\"; correct it in usher.yaml."),
    ])
    func `nothing at a path of a setting names the setting`(_ status: Int, remedy: String) async throws {
        let keys = "list = function(api) return api:get(\"/t\", { setting = \"list_path\" }) end,"
        let failure = try await Desk(keys, MadeUpTransport(.answered(status))).listFailure()
        #expect(failure?.kind == .protocolError)
        #expect(
            failure?.message
                == "desk answered \(status) to GET /t; \(remedy)"
        )
    }
}
