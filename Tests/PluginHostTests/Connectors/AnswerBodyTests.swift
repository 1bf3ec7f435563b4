import Testing
import TicketModel

@testable import PluginHost

/// What is read from the bodies of answers.
struct AnswerBodyTests {
    private func failure(
        _ status: Int,
        _ body: String,
        errors: String = "{}",
        list: String = "return api:get \"/t\""
    ) async throws -> TicketFailure? {
        let keys = "list = function(api) \(list) end, errors = \(errors),"
        return try await Desk(keys, MadeUpTransport(.answered(status, body))).listFailure()
    }

    @Test func `the provider's own words are kept`() async throws {
        let failure = try await failure(
            422,
            "{\"error\":{\"text\":\"Onjuist veld.\",\"id\":17},\"problems\":{\"subject\":[\"is too short\",\"is odd\"],\"hint\":\"no list\",\"due\":[]}}",
            errors: "{ message = \"error.text\", code = \"error.id\", fields = \"problems\" }"
        )
        #expect(failure?.providerMessage == "Onjuist veld.")
        #expect(failure?.code == "17")
        #expect(failure?.fields == ["subject": ["is too short", "is odd"]])
        #expect(
            failure?.message
                == "desk answered 422 to GET /t: Onjuist veld (subject: is too short is odd); correct what it names and try again."
        )
    }

    @Test func `a message is looked for under its usual name`() async throws {
        #expect(try await failure(403, "{\"message\":\"Nope\"}")?.providerMessage == "Nope")
        #expect(try await failure(403, "{\"message\":{\"a\":1}}")?.providerMessage == nil)
        #expect(
            try await failure(403, "{\"message\":\"Nope\"}", errors: "{ message = \"detail\" }")?.providerMessage == nil
        )
    }

    @Test func `a message may be a list of texts`() async throws {
        let errors = "{ message = \"errors\" }"
        let told = try await failure(422, "{\"errors\":[\"Too short.\",\"Too odd\",7]}", errors: errors)
        #expect(told?.providerMessage == "Too short.; Too odd")
        #expect(try await failure(422, "{\"errors\":[]}", errors: errors)?.providerMessage == nil)
    }

    @Test func `an empty path is the body itself`() async throws {
        #expect(
            try await failure(400, "\"No such filter\"", errors: "{ message = \"\" }")?.providerMessage
                == "No such filter"
        )
        let fields = try await failure(
            400,
            "{\"name\":[\"required\"],\"detail\":\"Bad.\"}",
            errors: "{ message = \"detail\", fields = \"\" }"
        )
        #expect(fields?.fields == ["name": ["required"]])
        #expect(fields?.providerMessage == "Bad.")
    }

    @Test func `a refusal by an HTML page says so`() async throws {
        #expect(
            try await failure(403, "\n<html><body>Blocked</body></html>")?.message
                == "desk answered 403 to GET /t with an HTML page; give the credentials the right to do this at the provider."
        )
    }

    private static let reading =
        "local answer, err = api:get \"/t\" if not answer then return nil, err end local rows = answer.json return { tickets = rows or {} }"

    @Test(arguments: [
        ("<!DOCTYPE html><p>Login</p>", "an HTML page where JSON was due"),
        ("{\"tickets\": [", "something that is not valid JSON: "),
        ("garbage", "something that is not valid JSON: "),
    ])
    func `a success that is no JSON is told`(_ body: String, _ what: String) async throws {
        let failure = try await failure(200, body, list: Self.reading)
        #expect(failure?.kind == .protocolError)
        #expect(failure?.status == 200)
        let message = try #require(failure?.message)
        #expect(message.hasPrefix("desk answered GET /t with \(what)"))
        #expect(message.hasSuffix("; check base_url; it may lead to a web page or a proxy."))
    }

    @Test func `a body that is read lazily gives the same`() async throws {
        let rows = """
            local answer = api:get "/t"
            local tickets = {}
            for _, row in ipairs(answer.lazy.rows) do
              assert(row.name == answer.json.rows[#tickets + 1].name and answer.lazy == answer.lazy)
              tickets[#tickets + 1] = { id = row.id, subject = row.name, raw = row }
            end
            return { tickets = tickets }
            """
        #expect(try await failure(200, #"{"rows":[{"id":1,"name":"a"},{"id":2,"name":null}]}"#, list: rows) == nil)
        let lazily = Self.reading.replacing("answer.json", with: "answer.lazy")
        let garbage = try await failure(200, "[1 2]", list: lazily)
        #expect(garbage?.kind == .protocolError)
        #expect(garbage?.message.contains("a comma or ] was expected at byte 4 (line 1, column 4)") == true)
        #expect(try await failure(204, "", list: lazily) == nil)
    }

    @Test func `an empty body has no JSON`() async throws {
        #expect(try await failure(204, "", list: Self.reading) == nil)
        #expect(try await failure(200, "[{\"id\": 1}]", list: Self.reading) == nil)
        #expect(
            try await failure(200, "null", list: "return { tickets = api:get(\"/t\").json == usher.null and {} }")
                == nil
        )
    }

    private static let failed =
        "{ failed = { path = \"meta.ok\", equals = false }, message = \"meta.text\", code = \"meta.code\", codes = { E404 = \"not_found\" } }"

    @Test func `a success may be called a failure by the plugin`() async throws {
        let body = "{\"meta\":{\"ok\":false,\"text\":\"Weg.\",\"code\":\"E404\"}}"
        let failure = try await failure(200, body, errors: Self.failed)
        #expect(failure?.kind == .notFound)
        #expect(failure?.code == "E404")
        #expect(failure?.message == "desk answered 200 to GET /t: Weg; check the id; the ticket may have been deleted.")
        let other = try await self.failure(200, "{\"meta\":{\"ok\":false,\"code\":5}}", errors: Self.failed)
        #expect(other?.kind == .invalid)
        #expect(other?.code == "5")
    }

    @Test(arguments: ["{\"meta\":{\"ok\":true}}", "{\"meta\":[]}", "[]", "{}", ""])
    func `what does not say that it failed did not`(_ body: String) async throws {
        #expect(
            try await failure(200, body, errors: Self.failed, list: "return api:get \"/t\" and { tickets = {} }") == nil
        )
    }
}
