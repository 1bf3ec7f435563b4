import Testing
import TicketModel

@testable import PluginHost

/// A write that was answered with 2xx and refused all the same, as only the plugin can tell.
struct RefusedAnswerTests {
    private func failure(_ reply: String, _ answers: MadeUpTransport.Answer...) async throws -> TicketFailure? {
        let transport = MadeUpTransport { _, number in answers[min(number, answers.count) - 1] }
        return try await Desk("reply = function(api, ticket, reply) \(reply) end,", transport).replyFailure()
    }

    @Test func `a refusal in an answer's text is a failure, and its outcome is known`() async throws {
        let failure = try await failure(
            """
            local answer = api:post "/r"
            return nil, api:refused(answer, {
              kind = "not_allowed", provider_message = answer.json[1], code = "E7", fields = { owner = { "is unknown" } },
            })
            """,
            .answered(200, "[\"That user does not exist.\"]")
        )
        #expect(failure?.kind == .notAllowed)
        #expect(failure?.status == 200)
        #expect(failure?.code == "E7")
        #expect(failure?.providerMessage == "That user does not exist.")
        #expect(failure?.fields == ["owner": ["is unknown"]])
        #expect(
            failure?.message
                == "desk answered 200 to POST /r: That user does not exist (owner: is unknown); its state forbids this."
        )
    }

    @Test func `a refusal that reading back has shown`() async throws {
        let failure = try await failure(
            "local answer = api:post \"/r\" api:get \"/r\" return nil, api:refused(answer, { kind = \"invalid\" })",
            .answered(204, ""),
            .answered(200, "{}")
        )
        #expect(failure?.kind == .invalid)
        #expect(failure?.message == "desk answered 204 to POST /r; correct what it names and try again.")
    }

    @Test func `another write that was taken leaves the outcome unknown`() async throws {
        let refused = "api:refused(one, { kind = \"invalid\" })"
        let failure = try await failure(
            "local one, other = api:post \"/r\", api:post \"/s\" \(refused) return nil, \(refused)",
            .answered()
        )
        #expect(failure?.kind == .unknownOutcome)
    }

    @Test(arguments: [
        "api:refused(nil, { kind = \"invalid\" })", "api:refused(api:post \"/r\", { kind = \"odd\" })",
        "api:refused({}, { kind = \"invalid\" })", "api:refused(api:get \"/r\")",
    ])
    func `what is no answer or names no kind is told`(_ call: String) async throws {
        let failure = try await failure("return nil, \(call)", .answered())
        #expect(failure?.code == "plugin")
        #expect(failure?.message.contains("api:refused takes an answer and what is wrong with it") == true)
    }
}
