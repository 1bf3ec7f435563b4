import Testing
import TicketModel

@testable import PluginHost

struct TemplateTests {
    @Test func `names are filled once`() {
        let values = ["token": "{user}", "user": "bob"]
        #expect(Template.fill("Bearer {token}", { values[$0] }) == "Bearer {user}")
        #expect(Template.fill("{user}:{user}", { values[$0] }) == "bob:bob")
    }

    @Test func `what is no name stays as it is`() {
        #expect(Template.fill("{\"a\": {b c}} {} {1} {nobody}", { _ in nil }) == "{\"a\": {b c}} {} {1} {nobody}")
        #expect(Template.names(in: "{a} {b_2} {} {1} {a-b} {a}") == ["a", "b_2", "a"])
    }

    @Test func `every text inside JSON is filled`() {
        let json: JSONValue = ["user": "{user}", "deep": [["p": "x{user}"], 5, .null]]
        #expect(Template.names(in: json) == ["user", "user"])
        #expect(
            Template.fill(json, { $0 == "user" ? "bob" : nil }) == ["user": "bob", "deep": [["p": "xbob"], 5, .null]]
        )
    }
}
