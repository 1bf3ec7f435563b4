import Testing

@testable import PluginHost

/// `usher.hours` as plugins use it.
struct HoursFunctionTests {
    private static let desk = """
        local desk = usher.hours {
          "mon-fri 09:00-17:00", timezone = "Europe/Amsterdam", holidays = { "2026-03-03" }
        }
        local monday = usher.parse_time "2026-03-02T08:00:00Z"
        """

    private func printed(_ expression: String) async throws -> String? {
        try await Workshop.printed("\(Self.desk)\nprint(\(expression))").first
    }

    @Test(arguments: [
        ("desk:open(monday), desk:open(monday - 1)", "true\tfalse"),
        ("usher.format_time(desk:add(monday, '9h'))", "2026-03-04T09:00:00Z"),
        ("usher.format_time(desk:add(monday, -3600))", "2026-02-27T15:00:00Z"),
        ("desk:between(monday, monday + 86400 * 7)", "115200.0"),
        ("desk:between(monday + 3600, monday)", "-3600.0"),
        ("usher.format_time(desk:next_open(monday + 8 * 3600))", "2026-03-04T08:00:00Z"),
    ])
    func `an expression gives`(_ expression: String, _ text: String) async throws {
        #expect(try await printed(expression) == text)
    }

    @Test(arguments: [
        ("usher.hours 'mon'", "usher.hours takes a table"),
        ("usher.hours {}", "working hours need at least one time"),
        ("usher.hours { '09:00-17:00', zone = 'UTC' }", "usher.hours has no \"zone\"; it has timezone and holidays"),
        ("usher.hours { '09:00-17:00', holidays = { 'easter' } }", "\"easter\" is not a day"),
        ("desk.open(desk)", "argument 1 must be a time in seconds, not nil"),
        ("desk.open(monday)", "call it with a colon: hours:open(time)"),
        ("desk:add(monday, 'soon')", "\"soon\" is not a duration"),
        ("desk:between(0, 1e10)", "working time is counted over a hundred years at most"),
    ])
    func `what cannot be is raised`(_ expression: String, _ told: String) async throws {
        let text = try await Workshop.printed(
            "\(Self.desk)\nlocal ok, why = pcall(function() return \(expression) end) print(why)"
        ).first
        #expect(text?.contains(told) == true, "\(text ?? "nothing")")
    }
}
