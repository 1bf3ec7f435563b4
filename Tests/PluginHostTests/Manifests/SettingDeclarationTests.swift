import Testing
import TicketModel

@testable import PluginHost

struct SettingDeclarationTests {
    private func problems(_ setting: String) async throws -> [String] {
        try await MadeUpPlugin.problems(
            .automation,
            MadeUpPlugin.automation("", keys: "settings = {\n\(setting)\n},")
        )
        .map { $0.replacing(#/^automations\/acme.lua:\d+: settings\./#, with: "") }
    }

    @Test(arguments: [
        ("a = \"text\"", "a: takes a setting, as in usher.setting.string { description = \"…\" }."),
        ("a = { description = \"d\" }", "a: takes a setting, as in usher.setting.string { description = \"…\" }."),
        ("a = usher.setting.string { }", "a.description: is missing; write what the setting is for."),
        ("a = usher.setting.string { description = \"\" }", "a.description: is empty; write what the setting is for."),
        ("a = usher.setting.string { description = 5 }", "a.description: takes text, not a number."),
        (
            "a = usher.setting.enum { description = \"d\" }",
            "a.values: is missing; an enum lists its words, as in { \"slack\", \"plain\" }."
        ),
        (
            "a = usher.setting.string { description = \"d\", optional = 1 }",
            "a.optional: takes true or false, not a number."
        ),
        ("a = usher.setting.integer { description = \"d\", min = \"1\" }", "a.min: takes a number, not a string."),
        (
            "a = usher.setting.secret { description = \"d\", default = \"x\" }",
            "a.default: a secret has no default; leave it out."
        ),
        (
            "[\"A-b\"] = usher.setting.string { description = \"d\" }",
            "A-b: is not a setting's name; write lower-case letters, digits and underscores."
        ),
        (
            "poll = usher.setting.string { description = \"d\" }",
            "poll: is a key of usher.yaml itself; choose another name."
        ),
        (
            "a = usher.setting.string { description = \"d\", defualt = 1 }",
            "a.defualt: there is no such key; did you mean \"default\"?"
        ),
    ])
    func `a setting that is declared wrongly is told`(_ setting: String, _ told: String) async throws {
        #expect(try await problems(setting) == [told])
    }

    @Test(arguments: [
        ("string { default = true", "true does not fit a setting of type string."),
        ("url { default = \"desk.example\"", "\"desk.example\" does not fit a setting of type url."),
        ("url { default = \"http://desk.example\"", "\"http://desk.example\" does not fit a setting of type url."),
        ("integer { default = 1.5", "1.5 does not fit a setting of type integer."),
        ("integer { default = 11, max = 10", "11 does not fit a setting of type integer."),
        ("number { default = \"1\"", "\"1\" does not fit a setting of type number."),
        ("boolean { default = \"yes\"", "\"yes\" does not fit a setting of type boolean."),
        ("duration { default = 4", "4 does not fit a setting of type duration."),
        ("enum { default = \"c\", values = { \"a\", \"b\" }", "\"c\" does not fit a setting of type enum."),
        ("list { default = { 1.5 }", "[1.5] does not fit a setting of type list."),
        ("list { default = { \"c\" }, values = { \"a\" }", "[\"c\"] does not fit a setting of type list."),
        ("map { default = \"a\"", "\"a\" does not fit a setting of type map."),
        ("zone { default = \"Europe/Amsterdan\"", "\"Europe/Amsterdan\" does not fit a setting of type zone."),
    ])
    func `a default of the wrong kind is told`(_ setting: String, _ told: String) async throws {
        #expect(try await problems("a = usher.setting.\(setting), description = \"d\" }") == ["a.default: \(told)"])
    }

    @Test(arguments: [
        "string { default = \"\"", "url { default = \"https://desk.example/\"", "integer { default = 10, max = 10",
        "number { default = 1.5", "boolean { default = false", "duration { default = \"1h30m\"",
        "enum { default = \"a\", values = { \"a\" }", "list { default = {}", "map { default = {}",
        "map { default = { a = \"x\", b = { \"y\" } }", "zone { default = \"Europe/Amsterdam\"",
        "secret { optional = true",
    ])
    func `a default that fits is taken`(_ setting: String) async throws {
        #expect(try await problems("a = usher.setting.\(setting), description = \"d\" }") == [])
    }

    @Test func `a setting without default has none`() async throws {
        let text = MadeUpPlugin.automation(
            "",
            keys: "settings = { a = usher.setting.string { description = \"d\", example = \"x\" } },"
        )
        let generation = try await PluginGeneration.load(MadeUpPlugin.file(.automation, text))
        let setting = try #require(generation.manifest.settings.first)
        #expect(setting.defaultValue == Optional<JSONValue>.none)
        #expect(setting.example == "x")
        #expect(!setting.isOptional)
        #expect(setting.line == 10)
    }

    @Test func `a part that is given no table is told at its line`() async {
        let text = "local usher = require \"usher\"\nlocal a = usher.setting.string \"text\"\n"
        #expect(
            await MadeUpPlugin.loadFailure(MadeUpPlugin.file(.automation, text))
                == "automations/acme.lua:2: this takes a table in braces, not a string (plugin acme)"
        )
    }
}
