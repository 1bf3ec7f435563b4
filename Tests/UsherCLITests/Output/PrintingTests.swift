import Testing

@testable import UsherCLI

struct PrintingTests {
    @Test(arguments: [
        ("plain", "plain"),
        ("a\u{1B}[31mred\u{1B}[0m", "a[31mred[0m"),
        ("bell\u{7}, delete\u{7F}, C1 \u{9B}31m", "bell, delete, C1 31m"),
        ("two\r\nlines\u{2028}three", "two lines three"),
        ("turned \u{202E}round\u{2066}", "turned round"),
        ("سلام\u{200C}ها", "سلام\u{200C}ها"),
    ])
    func `nothing in a text can reach the terminal`(text: String, plain: String) {
        #expect(PlainText.line(text) == plain)
    }

    @Test(arguments: [
        ("abc", 3), ("é", 1), ("e\u{301}", 1), ("中文", 4), ("한글", 4), ("ｆ", 2), ("👩‍👩‍👧", 2), ("❤️", 2), ("سلام", 4),
        ("\u{200B}", 0),
    ])
    func `a text takes the columns that a terminal gives it`(text: String, columns: Int) {
        #expect(DisplayWidth.of(text) == columns)
    }

    @Test(arguments: [("abcdef", 4, "abc…"), ("中文字", 4, "中…"), ("中文", 4, "中文"), ("abc", 0, "")])
    func `a text that is too long ends in an ellipsis`(text: String, columns: Int, cut: String) {
        #expect(DisplayWidth.cut(text, to: columns) == cut)
    }

    @Test func `columns line up whatever the script`() {
        var table = TextTable([.init("id"), .init("subject", givesWay: true), .init("end")])
        table.add(["1", "中文", "x"])
        table.add(["22", "plain", "y"])
        #expect(table.lines(width: nil) == ["ID  SUBJECT  END", "1   中文     x", "22  plain    y"])
    }

    @Test func `what gives way is cut to the width of the terminal`() {
        var table = TextTable([.init("id"), .init("subject", givesWay: true)])
        table.add(["portal/tic_12345", "a subject that is far too long for this terminal"])
        let lines = table.lines(width: 40)
        #expect(lines.map(DisplayWidth.of).allSatisfy { $0 <= 40 })
        #expect(lines[1] == "portal/tic_12345  a subject that is far…")
    }
}
