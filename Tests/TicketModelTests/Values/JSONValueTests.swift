import Testing
import TicketModel

struct JSONValueTests {
    private static let documents: [(String, JSONValue)] = [
        ("null", JSONValue.null),
        (" true ", true),
        ("9223372036854775807", .integer(.max)),
        ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .number(9_223_372_036_854_775_808)),
        ("1.0", 1.0),
        ("-0", .number(-0.0)),
        ("1e3", 1000.0),
        (#""a\u00e9\n\/\ud83d\ude00""#, "aé\n/😀"),
        ("[]", []),
        (#"{"a":[1,{"b":null}],"a":[2]}"#, ["a": [2]]),
    ]

    @Test(arguments: documents)
    func `documents are read`(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
    }

    @Test(arguments: [
        ("", "the text ends where a value is due at line 1, column 1"),
        ("nul", "a value is due at line 1, column 1"),
        ("{\n  \"a\": 1,}", "a key in quotes is due at line 2, column 10"),
        ("[1 2]", "\",\" or \"]\" is due at line 1, column 4"),
        ("{\"a\" 1}", "\":\" is due at line 1, column 6"),
        ("{\"a\":1", "\",\" or \"}\" is due at line 1, column 7"),
        ("01", "something follows the document at line 1, column 2"),
        ("1.", "a digit is due at line 1, column 3"),
        ("1e999", "the number is too large at line 1, column 6"),
        ("\"a", "the text ends inside a string at line 1, column 3"),
        ("\"a\nb\"", "a control character stands in a string at line 1, column 3"),
        (#""\x""#, "the escape before it is unknown at line 1, column 4"),
        (#""\ud800x""#, "half a surrogate pair stands alone at line 1, column 8"),
    ])
    func `what is not JSON is refused with its place`(text: String, problem: String) {
        #expect(problemText { try JSONValue(parsing: text) } == "this is not JSON: \(problem)")
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        let bytes: [UInt8] = [0x22, 0xFF, 0x22]
        #expect(
            problemText { try JSONValue(parsing: bytes) }
                == "this is not JSON: the string before it is not UTF-8 at line 1, column 3"
        )
    }

    @Test func `a document nested without end is refused, not a crash`() {
        let text = String(repeating: "[", count: 1_000_000)
        #expect(
            problemText { try JSONValue(parsing: text) }
                == "this is not JSON: it is nested deeper than 256 levels at line 1, column 257"
        )
    }

    @Test func `the text is canonical`() {
        let value: JSONValue = [
            "b": [1, 1.5, .null], "a": "x/\"\\\u{1}é\u{7F}", "c": .object([:]), "d": [], "e": .number(.infinity),
        ]
        #expect(value.text() == #"{"a":"x/\"\\\u0001é"# + "\u{7F}" + #"","b":[1,1.5,null],"c":{},"d":[],"e":null}"#)
    }

    @Test func `pretty text breaks lines and indents`() {
        let value: JSONValue = ["b": [1, ["c": true]], "a": []]
        #expect(
            value.text(pretty: true) == """
                {
                  "a": [],
                  "b": [
                    1,
                    {
                      "c": true
                    }
                  ]
                }
                """
        )
    }

    private static let roundTrips: [JSONValue] = [
        JSONValue.integer(.max), .integer(.min), 0.1, 1e300, .number(.leastNonzeroMagnitude), .number(-0.0), 1.0,
        "\u{2028}\u{0}😀",
        [[], .object([:]), .null],
    ]

    @Test(arguments: roundTrips)
    func `what is written reads back the same`(value: JSONValue) throws {
        #expect(try JSONValue(parsing: value.text()) == value)
        #expect(try JSONValue(parsing: value.text(pretty: true)) == value)
    }

    @Test func `paths reach into objects and arrays`() {
        let value: JSONValue = ["a": ["b": [["c": 7]]], "x.y": 1]
        #expect(value[path: "a.b.0.c"]?.integerValue == 7)
        #expect(value[path: "a.b.1"] == nil)
        #expect(value[path: "a.b.c"] == nil)
        #expect(value["x.y"]?.integerValue == 1)
        #expect(value["a"]?["b"]?[0]?["c"] == 7)
        #expect(value["a"]?["b"]?[-1] == nil)
    }

    @Test func `numbers are whole only where they are`() {
        #expect(JSONValue.number(2).integerValue == 2)
        #expect(JSONValue.number(2.5).integerValue == nil)
        #expect(JSONValue.number(1e30).integerValue == nil)
        #expect(JSONValue.integer(2).numberValue == 2)
    }
}
