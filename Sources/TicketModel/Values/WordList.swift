/// Lists of words as a sentence has them.
enum WordList {
    /// "a, b or c".
    static func or(_ words: [String]) -> String { join(words, "or") }

    /// "a, b and c".
    static func and(_ words: [String]) -> String { join(words, "and") }

    private static func join(_ words: [String], _ conjunction: String) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
    }
}
