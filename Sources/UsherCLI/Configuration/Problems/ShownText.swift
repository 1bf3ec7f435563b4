/// Texts of the file as a one-line sentence can show them.
enum ShownText {
    private static let ceiling = 60

    /// The text on one line, cut where it is long.
    static func cut(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count <= ceiling ? line : "\(line.prefix(ceiling))…"
    }

    /// The text on one line in quotes.
    static func quoted(_ text: String) -> String { "\"\(cut(text))\"" }

    /// "a, b or c"; the last conjunction is given.
    static func list(_ words: [String], _ conjunction: String) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
    }
}
