/// Whom an operator means: an id, an email or a name, in any case; `*` stands for anything.
package struct PersonPattern: Sendable, Equatable {
    /// As it was given.
    package let text: String
    private let parts: [String]

    /// A pattern of at least one sign that is no `*`; `nil` for anything else.
    package init?(_ text: String) {
        guard text.contains(where: { $0 != "*" && !$0.isWhitespace }) else { return nil }
        self.text = text
        parts = FilterWord.anyCase(text).split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    }

    /// Whether a word is meant.
    package func matches(_ word: String) -> Bool {
        let word = FilterWord.anyCase(word)
        guard parts.count > 1 else { return word == parts[0] }
        guard word.hasPrefix(parts[0]) else { return false }
        var rest = word.dropFirst(parts[0].count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(parts[parts.count - 1])
    }

    /// Whether one of the words is meant.
    package func matches(_ words: String?...) -> Bool {
        words.contains { $0.map(matches) ?? false }
    }

    /// What SQL's LIKE takes for it.
    var like: String { parts.map(Self.escaped).joined(separator: "%") }

    /// A text for SQL's LIKE, with `\` before what is meant as it is.
    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { text, sign in
            if sign == "%" || sign == "_" || sign == "\\" { text.append("\\") }
            text.append(sign)
        }
    }
}
