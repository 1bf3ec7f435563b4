/// How many columns of a terminal a text takes.
enum DisplayWidth {
    /// The columns of a whole text.
    static func of(_ text: String) -> Int {
        text.reduce(0) { $0 + of($1) }
    }

    /// 0 for what is not seen, 2 for East Asian wide characters and emoji, else 1; combining marks take none.
    static func of(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        guard let first = scalars.first(where: { !isInvisible($0) }) else { return 0 }
        let isEmoji =
            first.properties.isEmojiPresentation
            || (first.properties.isEmoji && scalars.contains("\u{FE0F}"))
        return isEmoji || isWide(first.value) ? 2 : 1
    }

    /// The text cut to so many columns, with an ellipsis where it was longer.
    static func cut(_ text: String, to columns: Int) -> String {
        guard of(text) > columns else { return text }
        var cut = ""
        var width = 0
        for character in text {
            width += of(character)
            guard width < columns else { break }
            cut.append(character)
        }
        return columns > 0 ? cut + "…" : ""
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .nonspacingMark, .enclosingMark: true
        default: false
        }
    }

    /// The wide and fullwidth ranges of Unicode's East Asian Width, emoji apart.
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
