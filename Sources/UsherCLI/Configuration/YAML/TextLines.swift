/// Lines as YAML counts them.
enum TextLines {
    /// Where a line begins, counted from 1; `nil` behind the last one.
    static func start(ofLine line: Int, in text: String.UnicodeScalarView) -> String.Index? {
        var place = text.startIndex
        var current = 1
        while current < line {
            guard let lineBreak = text[place...].firstIndex(where: isBreak) else { return nil }
            place = text.index(after: lineBreak)
            if text[lineBreak] == "\r", place < text.endIndex, text[place] == "\n" { text.formIndex(after: &place) }
            current += 1
        }
        return place
    }

    /// A line without its break; empty behind the last one.
    static func line(_ line: Int, of text: String) -> Substring.UnicodeScalarView {
        let scalars = text.unicodeScalars
        guard let start = start(ofLine: line, in: scalars) else { return scalars[scalars.endIndex...] }
        return scalars[start...].prefix { !isBreak($0) }
    }

    /// The line that a character stands on.
    static func line(ofCharacter offset: Int, in text: String) -> Int {
        // A CR LF is one character.
        1 + text.prefix(offset).count { $0.unicodeScalars.contains(where: isBreak) }
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }
}
