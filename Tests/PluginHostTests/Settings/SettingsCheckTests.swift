import Testing
import TicketModel

@testable import PluginHost

struct SettingsCheckTests {
    private func declaration(
        _ kind: SettingDeclaration.Kind,
        _ change: (inout SettingDeclaration) -> Void = { _ in }
    ) -> SettingDeclaration {
        var declaration = SettingDeclaration(
            name: "a",
            kind: kind,
            description: "what it is for",
            isOptional: false,
            values: kind == .choice ? ["one", "two"] : []
        )
        change(&declaration)
        return declaration
    }

    private func check(_ value: JSONValue, _ declaration: SettingDeclaration) -> (SettingValue?, [String]) {
        let (settings, problems) = SettingsCheck.check(["a": value], against: [declaration], plugin: "acme")
        return (settings.values["a"], problems.map(\.message))
    }

    @Test(
        arguments: [
            (SettingDeclaration.Kind.string, "text", "text"),
            (.string, 12, "12"),
            (.url, "https://desk.example/api/", "https://desk.example/api"),
            (.url, "http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            (.integer, 12, 12),
            (.integer, 12.0, 12),
            (.number, 1.5, 1.5),
            (.boolean, false, false),
            (.duration, "1h30m", 5400.0),
            (.choice, "two", "two"),
            (.list, ["x", 5], ["x", "5"]),
            (.list, "x", ["x"]),
            (.list, [], []),
            (.map, ["3": "open", "k": 5, "l": ["x", 6]], ["3": "open", "k": "5", "l": ["x", "6"]]),
            (.zone, "Asia/Tehran", "Asia/Tehran"),
            (.notifier, "duty", "duty"),
        ] as [(SettingDeclaration.Kind, JSONValue, JSONValue)]
    )
    func `a value that fits is given as the plugin takes it`(
        _ kind: SettingDeclaration.Kind,
        _ given: JSONValue,
        _ normal: JSONValue
    ) {
        let (value, problems) = check(given, declaration(kind))
        #expect(value == .plain(normal))
        #expect(problems == [])
    }

    @Test(
        arguments: [
            (SettingDeclaration.Kind.string, true, "true is not text; write text."),
            (.string, ["x"], "[\"x\"] is not text; write text."),
            (
                .url, "desk.example",
                "the URL \"desk.example\" is not an absolute http or https URL; write it in full, as in \"https://desk.example.com/api\"."
            ),
            (
                .url, "http://desk.example",
                "the URL \"http://desk.example\" is plain HTTP, which is allowed to loopback only; write https://."
            ),
            (.url, 5, "5 is not a URL; write https://desk.example.com."),
            (.secret, "", "the value is not a text that is not empty; write \"${env:NAME}\"."),
            (.secret, ["s3cret"], "the value is not a text that is not empty; write \"${env:NAME}\"."),
            (.integer, 1.5, "1.5 is not a whole number; write 10."),
            (.integer, "12", "\"12\" is not a whole number; write 10."),
            (.number, "1", "\"1\" is not a number; write 10."),
            (.boolean, "yes", "\"yes\" is not true or false; write true."),
            (.duration, "soon", "\"soon\" is not a duration; write \"4h\"."),
            (.duration, 4, "4 is not a duration; write \"4h\"."),
            (.choice, "three", "\"three\" is not one of one, two; write one."),
            (.list, [1.5], "[1.5] is not a list of texts; write [one, two]."),
            (.list, ["k": "v"], "{\"k\":\"v\"} is not a list of texts; write [one, two]."),
            (.map, ["x"], "[\"x\"] is not a map from texts to texts; write { key: value }."),
            (
                .map, ["k": ["deep": "v"]],
                "{\"k\":{\"deep\":\"v\"}} is not a map from texts to texts; write { key: value }."
            ),
            (.zone, "Amsterdam", "\"Amsterdam\" is not an IANA time zone; write Europe/Amsterdam."),
            (.notifier, "", "\"\" is not the name of a notifier; write one that stands under notifiers."),
            (.notifier, ["duty"], "[\"duty\"] is not the name of a notifier; write one that stands under notifiers."),
        ] as [(SettingDeclaration.Kind, JSONValue, String)]
    )
    func `a value that does not fit is told`(_ kind: SettingDeclaration.Kind, _ given: JSONValue, _ told: String) {
        let (value, problems) = check(given, declaration(kind))
        #expect(value == nil)
        #expect(problems == [told])
    }

    @Test(
        arguments: [
            (1.0, 10.0, 11, "11 is not a whole number from 1 to 10; write 1."),
            (1.0, nil, 0, "0 is not a whole number of at least 1; write 1."),
            (nil, 1, 2, "2 is not a whole number of at most 1; write 1."),
        ] as [(Double?, Double?, JSONValue, String)]
    )
    func `a number out of its range is told`(_ low: Double?, _ high: Double?, _ given: JSONValue, _ told: String) {
        let declaration = declaration(.integer) {
            $0.minimum = low
            $0.maximum = high
        }
        #expect(check(given, declaration).1 == [told])
    }

    @Test func `the words of a list and of a map's values are held to`() {
        let list = declaration(.list) { $0.values = ["open", "closed"] }
        #expect(check(["open"], list).1 == [])
        #expect(
            check(["open", "gone"], list).1 == [
                "[\"open\",\"gone\"] is not a list of the words open, closed; write [open, closed]."
            ]
        )
        let map = declaration(.map) { $0.values = ["open", "closed"] }
        #expect(check(["3": "closed", "4": ["open"]], map).1 == [])
        #expect(
            check(["3": "gone"], map).1 == [
                "{\"3\":\"gone\"} is not a map from texts to the words open, closed; write { key: open }."
            ]
        )
    }

    @Test func `what is not given is the default, or missing, or left out`() {
        let declarations = [
            SettingDeclaration(
                name: "after",
                kind: .duration,
                description: "d",
                defaultValue: "4h",
                isOptional: false,
                values: []
            ),
            SettingDeclaration(name: "note", kind: .string, description: "d", isOptional: true, values: []),
            SettingDeclaration(name: "base_url", kind: .url, description: "Where it is", isOptional: false, values: []),
            SettingDeclaration(name: "token", kind: .secret, description: "The key", isOptional: false, values: []),
            SettingDeclaration(
                name: "team",
                kind: .string,
                description: "Who",
                isOptional: false,
                example: "support",
                values: []
            ),
        ]
        let (settings, problems) = SettingsCheck.check(
            ["note": .null, "tokn": "x"],
            against: declarations,
            plugin: "acme"
        )
        #expect(settings.values == ["after": .plain(14400.0)])
        #expect(
            problems == [
                SettingProblem(key: "tokn", message: "acme has no such setting; did you mean \"token\"?"),
                SettingProblem(
                    key: "base_url",
                    message: "acme needs this setting (Where it is); write base_url: https://desk.example.com."
                ),
                SettingProblem(
                    key: "token",
                    message: "acme needs this setting (The key); write token: \"${env:NAME}\"."
                ),
                SettingProblem(key: "team", message: "acme needs this setting (Who); write team: support."),
            ]
        )
    }

    @Test func `a plugin without settings says so`() {
        let (_, problems) = SettingsCheck.check(["a": 1], against: [], plugin: "acme")
        #expect(problems.map(\.message) == ["acme has no such setting; it has none."])
    }

    @Test func `a secret is no plain value`() {
        let (settings, problems) = SettingsCheck.check(
            ["a": "hunter22"],
            against: [declaration(.secret)],
            plugin: "acme"
        )
        #expect(problems == [])
        #expect(settings.values == ["a": .secret("hunter22")])
        #expect(settings.plain == [:])
        #expect(settings.secrets == ["hunter22"])
        #expect(settings.text("a") == "hunter22")
        #expect(settings.text("b") == nil)
    }
}
