import Testing

@testable import PluginHost

/// Text, time and JSON as plugins use them.
struct ValueFunctionTests {
    private func value(_ expression: String) async throws -> String? {
        try await Workshop.printed("print(\(expression))").first
    }

    @Test(arguments: [
        ("usher.text.trim \" \\t a b\\n \"", "a b"),
        ("usher.text.lower \"ÄÉЖ\"", "äéж"),
        ("usher.text.from_html \"<p>a &amp; b</p>\"", "a & b"),
        ("usher.text.escape_path \"a/b c?\"", "a%2Fb%20c%3F"),
        ("usher.text.escape_path(17)", "17"),
        ("usher.text.escape_path \"..\"", "%2E%2E"),
        ("usher.parse_duration \"1h30m\"", "5400.0"),
        ("usher.parse_time \"1970-01-01 01:00:00\"", "3600.0"),
        ("usher.parse_time(\"1970-01-01 01:00:00\", \"Europe/Amsterdam\")", "0.0"),
        ("usher.parse_time \"1970-01-01T01:00:00+01:00\"", "0.0"),
        ("usher.parse_time(\"1970-01-01T01:00:00+01:00\", \"Asia/Tehran\")", "0.0"),
        ("usher.format_time(0.25)", "1970-01-01T00:00:00.250Z"),
        ("usher.format_time(0, \"Europe/Amsterdam\")", "1970-01-01T01:00:00+01:00"),
        ("usher.json.encode { usher.null, 1, 1.5, \"x\", true }", "[null,1,1.5,\"x\",true]"),
        ("usher.json.encode {}, usher.json.encode(usher.json.array {})", "{}\t[]"),
        (
            "usher.json.decode(\"9007199254740993\"), usher.json.decode(\"null\") == usher.null",
            "9007199254740993\ttrue"
        ),
        ("os.time(), os.date(\"!%Y-%m-%d\")", "1767930158\t2026-01-09"),
        ("tostring(usher.error { kind = \"invalid\", message = \"No.\" })", "No."),
        ("table.concat(usher.together { function() return 1 end, function() return 2 end }, \" \")", "1 2"),
        ("select(\"#\", table.unpack(usher.together {}))", "0"),
    ])
    func `an expression gives`(_ expression: String, _ text: String) async throws {
        #expect(try await value(expression) == text)
    }

    @Test(arguments: [
        ("{ status = 'open' }, { status = 'open', more = 1 }", nil),
        ("{ id = 7, ratio = 2.0 }, { id = '7', ratio = 2 }", nil),
        ("{ tags = { 'b', 'a', 3 } }, { tags = { '3', 'a', 'b' } }", nil),
        ("{ a = usher.null, b = '', c = {} }, {}", nil),
        ("{ status = 'done' }, { status = 'open' }", "\"done\" was taken and not kept, it holds \"open\""),
        ("{ tags = { 'x', 'a' } }, { tags = { 'a' } }", "\"a, x\" was taken and not kept, it holds \"a\""),
        ("{ assignee = 7 }, { assignee = usher.null }", "\"7\" was taken and not kept, it holds nothing"),
        ("{ due = '' }, { due = 'now' }", "\"\" was taken and not kept, it holds \"now\""),
    ])
    func `what a provider dropped is told by name`(_ arguments: String, _ told: String?) async throws {
        let listing = "for name, texts in pairs(usher.dropped(\(arguments)) or {}) do print(texts[1]) end"
        #expect(try await Workshop.printed(listing) == [told].compactMap { $0 })
    }

    @Test func `what is no time is told, and not raised`() async throws {
        let told = "nil\t\"soon\" is not a time: "
        #expect(try await value("usher.parse_time \"soon\"")?.hasPrefix(told) == true)
    }

    @Test(arguments: [
        ("Where is my refund?", "refund", true), ("refunds", "refund", false), ("a REFUND!", "refund", true),
        ("geld terug, graag", "geld terug", true), ("re-fund", "fund", true), ("fund_1", "fund", false),
        ("Überweisung", "überweisung", true), ("我要退款。", "退款", true), ("возврат денег", "возврат", true),
        ("возврата", "возврат", false), ("café", "caf", false), ("x", "", false), ("", "x", false),
        ("the refunds and the refund", "refund", true),
    ])
    func `a whole word is found in any case and script`(_ text: String, _ word: String, _ found: Bool) async throws {
        #expect(try await value("usher.text.has_word(\"\(text)\", \"\(word)\")") == "\(found)")
    }

    @Test func `functions side by side each wait, and their first error is raised when all have ended`() async throws {
        let run = """
            local ended = 0
            local done, err = pcall(usher.together, {
              function() ticket:messages() ended = ended + 1 end,
              function() error(usher.error { kind = "conflict", message = "one" }) end,
              function() ticket:messages() ended = ended + 1 end,
            })
            print(done, err.kind, ended)
            """
        #expect(try await Workshop.printed(run) == ["false\tconflict\t2"])
    }

    @Test func `waiting works inside pcall, iterators, metamethods and coroutines`() async throws {
        let run = """
            print(pcall(function() return #ticket:messages() end))
            local function each() return function(_, last) if not last then return #ticket:messages() end end end
            for count in each() do print(count) end
            print(setmetatable({}, { __index = function() return #ticket:messages() end }).any)
            print(coroutine.wrap(function() coroutine.yield(#ticket:messages()) end)())
            print(usher.text.fill("{a.b}", { a = setmetatable({}, { __index = function() return #ticket:messages() end }) }))
            """
        #expect(try await Workshop.printed(run) == ["true\t0", "0", "0", "0", "0"])
    }
}
