import Testing

@testable import LuaRuntime

/// What a script is told of a text that is no JSON.
struct JSONProblemTests {
    static let texts: [(text: String, told: String, at: Int64)] = [
        ("", "the JSON is empty", 1),
        (" \n\t ", "the JSON is empty", 1),
        ("{", "not valid JSON: a key in quotes was expected at byte 2 (line 1, column 2)", 2),
        ("[1,]", "not valid JSON: a value was expected at byte 4 (line 1, column 4)", 4),
        ("[1 2]", "not valid JSON: a comma or ] was expected at byte 4 (line 1, column 4)", 4),
        ("{'a':1}", "not valid JSON: a key in quotes was expected at byte 2 (line 1, column 2)", 2),
        ("{\"a\" 1}", "not valid JSON: a colon was expected at byte 6 (line 1, column 6)", 6),
        ("{\"a\":1]", "not valid JSON: a comma or } was expected at byte 7 (line 1, column 7)", 7),
        ("nul", "not valid JSON: a value was expected at byte 1 (line 1, column 1)", 1),
        ("truest", "not valid JSON: a value was expected at byte 1 (line 1, column 1)", 1),
        ("[1] 2", "not valid JSON: nothing more was expected at byte 5 (line 1, column 5)", 5),
        ("<html>", "not valid JSON: a value was expected at byte 1 (line 1, column 1)", 1),
        ("[\n  \"ü\", x]", "not valid JSON: a value was expected at byte 11 (line 2, column 8)", 11),
        ("\"\u{01}\"", "not valid JSON: a control character stands in a string at byte 2 (line 1, column 2)", 2),
        ("[\"a", "not valid JSON: a string has no end at byte 2 (line 1, column 2)", 2),
        ("\"\\x\"", "not valid JSON: there is no such escape at byte 2 (line 1, column 2)", 2),
        ("\"\\u12\"", "not valid JSON: four hexadecimal digits were expected at byte 2 (line 1, column 2)", 2),
        ("\"\\ud800\"", "not valid JSON: half a character stands alone at byte 2 (line 1, column 2)", 2),
        ("\"\\udc00\"", "not valid JSON: half a character stands alone at byte 2 (line 1, column 2)", 2),
        ("-", "not valid JSON: a digit was expected behind the sign at byte 1 (line 1, column 1)", 1),
        ("[01]", "not valid JSON: a number may not begin with 0 at byte 2 (line 1, column 2)", 2),
        ("1.", "not valid JSON: a digit was expected behind the number's point at byte 1 (line 1, column 1)", 1),
        ("1e", "not valid JSON: a digit was expected in the number's exponent at byte 1 (line 1, column 1)", 1),
        ("1x", "not valid JSON: this is no number at byte 1 (line 1, column 1)", 1),
        ("1e999", "not valid JSON: the number is too large at byte 1 (line 1, column 1)", 1),
        ("1\0", "not valid JSON: this is no number at byte 1 (line 1, column 1)", 1),
    ]

    @Test(arguments: texts.indices, ["decode", "lazy"])
    func `it is told where and what was expected`(index: Int, function: String) async throws {
        let (text, told, at) = Self.texts[index]
        let results = try await Bench().run("return host.\(function)((select(2, ...)))", [.text(text)])
        #expect(results == [.nil, .text(told), .integer(at)])
    }

    @Test(arguments: ["decode", "lazy"])
    func `bytes that are no UTF-8 are told with their place`(function: String) async throws {
        let wrong = [
            "\\xff", "\\xc0\\x80", "\\xed\\xa0\\x80", "\\xf5\\x80\\x80\\x80", "\\xe2\\x82", "\\xf0\\x80\\x80\\x80",
        ]
        for bytes in wrong {
            let results = try await Bench().run("return host.\(function)('[\"a\(bytes)\"]')")
            #expect(
                results == [.nil, "not valid JSON: a byte is no UTF-8 at byte 4 (line 1, column 4)", 4],
                "\(bytes)"
            )
        }
    }

    @Test(arguments: ["decode", "lazy"])
    func `a text is at most so deep and so large`(function: String) async throws {
        let results = try await Bench(memory: 128 << 20).run(
            """
            local deep = host.\(function)(("["):rep(200) .. ("]"):rep(200))
            assert(host.encode(deep) == ("["):rep(200) .. ("]"):rep(200))
            local none, why, at = host.\(function)(("["):rep(201) .. ("]"):rep(201))
            local large, large_why = host.\(function)((" "):rep(16 << 20) .. "1")
            assert(none == nil and large == nil)
            return why, at, large_why
            """
        )
        #expect(
            results == [
                "the JSON is nested deeper than 200 levels at byte 201 (line 1, column 201)", 201,
                "the JSON is larger than 16 MB; ask for less at a time",
            ]
        )
    }
}
