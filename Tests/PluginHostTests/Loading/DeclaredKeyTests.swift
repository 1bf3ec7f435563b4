import LuaRuntime
import Testing
import TicketModel

@testable import PluginHost

/// The keys that a declaration may have, and the words it may use, are those that the annotations name.
struct DeclaredKeyTests {
    /// The keys that are named where one stands that does not exist.
    private func keys(_ kind: PluginKind, _ text: String, at key: String = "") async throws -> Set<String> {
        let problems = try await MadeUpPlugin.problems(kind, text)
        let place = key.isEmpty ? "zzzzzzzz" : "\(key).zzzzzzzz"
        let told = problems.first { $0.contains(": \(place): there is no such key; what may stand here: ") }
        let list = try #require(told?.split(separator: "what may stand here: ").last)
        return Set(list.dropLast().split(separator: ", ").map(String.init))
    }

    @Test(arguments: [
        ("provider", "zzzzzzzz = 1", ""),
        ("setting_options", "settings = { base_url = usher.setting.url { zzzzzzzz = 1 } }", "settings.base_url"),
        ("budget", "budget = { zzzzzzzz = 1 }", "budget"),
        ("errors", "errors = { zzzzzzzz = 1 }", "errors"),
        ("webhook_declaration", "webhook = { zzzzzzzz = 1 }", "webhook"),
    ])
    func `a provider's keys are those declared`(_ name: String, _ keys: String, _ place: String) async throws {
        let found = try await self.keys(.provider, MadeUpPlugin.provider(keys), at: place)
        #expect(try found == DeclaredAPITests.fields(of: name))
    }

    @Test(arguments: [
        ("automation", "zzzzzzzz = 1", ""),
        ("trigger", "triggers = { { zzzzzzzz = 1 } }", "triggers[1]"),
        ("schedule", "schedules = { { zzzzzzzz = 1 } }", "schedules[1]"),
    ])
    func `an automation's keys are those declared`(_ name: String, _ keys: String, _ place: String) async throws {
        let found = try await self.keys(.automation, MadeUpPlugin.automation("", keys: keys), at: place)
        #expect(try found == DeclaredAPITests.fields(of: name))
    }

    @Test func `a notifier may have every key declared`() async throws {
        let text = "local usher = require \"usher\" return usher.notifier { zzzzzzzz = 1 }"
        let found = try await keys(.notifier, text)
        #expect(try found.isSuperset(of: DeclaredAPITests.fields(of: "notifier")))
    }

    @Test func `a filter's terms are those declared`() throws {
        #expect(try Set(TicketFilter.Key.allCases.map(\.rawValue)) == DeclaredAPITests.fields(of: "filter"))
        #expect(try Set(TriggerCondition.Key.allCases.map(\.rawValue)) == DeclaredAPITests.fields(of: "where"))
    }

    @Test(arguments: [
        ("status", TicketStatus.allCases.map(\.rawValue)),
        ("priority", TicketPriority.allCases.map(\.rawValue)),
        ("error_kind", ErrorKind.allCases.map(\.rawValue)),
    ])
    func `the words are those declared`(_ alias: String, _ words: [String]) throws {
        let text = try Shipped.types("usher")
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("---@alias usher.\(alias) ") })
        #expect(line.matches(of: #/"(\w+)"/#).map { String($0.1) } == words)
    }

    @Test func `an error reads as declared`() throws {
        var failure = TicketFailure(
            .invalid,
            "No.",
            connection: "desk",
            status: 422,
            code: "E1",
            providerMessage: "Nee"
        )
        failure.retryAfter = .seconds(3)
        failure.fields = ["name": ["short"]]
        let table = try #require(failure.lua.table)
        let names = try DeclaredAPITests.fields(of: "error")
        #expect(names.isSubset(of: Set(table.fields.keys.map(\.text))))
        #expect(TicketFailure(raised: table) == failure)
    }
}
