import Testing

@testable import UsherCLI

struct YAMLFaultTests {
    /// A text that is no YAML for us, and what is said of it.
    static let texts: [(String, String)] = [
        ("connections:\n\tportal: {}\n", "usher.yaml:2: a tab indents this line; indent with spaces"),
        ("a: 'x\nb: 1\n", "usher.yaml:1: the quote that opens here is never closed; close it"),
        (
            "listen: a: b\n",
            "usher.yaml:1: this \":\" cannot stand here; put quotes around a text that contains \": \", "
                + "and indent the keys of one block alike"
        ),
        (
            "plugins: [a\nlisten: 1\n",
            "usher.yaml:1: the \"[\" that opens here is not closed, or a text behind it needs quotes; "
                + "close it, and put quotes around a text that contains , [ ] { or }"
        ),
        (
            "database: *nowhere\n",
            "usher.yaml:1: this alias names no anchor; put quotes around a text that begins with \"*\""
        ),
        ("database: @x\n", "usher.yaml:1: a text cannot begin with \"@\"; put quotes around it"),
        (
            "database: a\n---\ndatabase: b\n",
            "usher.yaml:2: a second document begins here; keep one, and remove the \"---\""
        ),
        (
            "connections:\n  portal: { provider: klinkcx, token: ${env:X} }\n",
            "usher.yaml:2: a value with ${…} needs quotes here; write \"${env:NAME}\" with its quotes"
        ),
    ]

    @Test(arguments: texts)
    func `a text that is no YAML names its line`(text: String, problem: String) {
        #expect(MadeUpFile().problems(text) == problem)
    }

    @Test func `bytes that are not UTF-8 name their line`() {
        let bytes = Array("database: a\nlisten: ".utf8) + [0xE9, 0x0A]
        #expect(MadeUpFile().problems(bytes) == "usher.yaml:2: this line is not UTF-8; save the file as UTF-8")
    }

    @Test(.timeLimit(.minutes(1)))
    func `aliases of aliases are counted, not followed`() {
        var lines = ["connections: { portal: { provider: klinkcx, a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            lines.append(", a\(level): &a\(level) [\(aliases)]")
        }
        let problems = MadeUpFile().problems(lines.joined(separator: "\n  ") + " } }\n")
        #expect(
            problems
                == "usher.yaml:1: the file holds more than 100000 values, counted again where aliases repeat them; "
                + "write fewer"
        )
    }
}
