/// Texts from elsewhere as a terminal may see them: nothing in them moves the cursor, colours, or turns the writing round.
enum PlainText {
    /// On one line, without control characters.
    static func line(_ text: String) -> String {
        lines(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// With its line breaks, and a tab as blanks; other control characters are left out.
    static func lines(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        var beforeIsReturn = false
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A where beforeIsReturn: break
            case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: plain.append("\n")
            case 0x09: plain.append(contentsOf: "    ".unicodeScalars)
            case ..<0x20, 0x7F..<0xA0: break
            // Embeddings, overrides and isolates of direction reach beyond the text that they stand in.
            case 0x202A...0x202E, 0x2066...0x2069: break
            default: plain.append(scalar)
            }
            beforeIsReturn = scalar.value == 0x0D
        }
        return String(plain)
    }
}
