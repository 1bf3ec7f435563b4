/// Why terms are no filter; its description names the key.
package struct FilterError: Error, Sendable, Equatable {
    /// What is wrong with a term.
    package enum Problem: Sendable, Equatable {
        /// No such key; `among` are those there are.
        case unknownKey(among: [String])
        /// A value of another shape; `wanted` says which is due.
        case wrongShape(wanted: String)
        /// An empty text or list.
        case empty
        /// A word that is not one of a closed set.
        case unknownWord(String, among: [String])
        /// A value that does not parse.
        case value(ValueError)
    }

    package let key: String
    package let problem: Problem
}

extension FilterError: CustomStringConvertible {
    /// One clause that names the key and says what to write.
    package var description: String {
        switch problem {
        case .unknownKey(let keys):
            "there is no filter \"\(key)\"; " + Self.choice(for: key, among: keys)
        case .wrongShape(let wanted):
            "the filter \"\(key)\" takes \(wanted)"
        case .empty:
            "the filter \"\(key)\" is empty; give it a value or leave it out"
        case .unknownWord(let word, let words):
            "the filter \"\(key)\" cannot be \"\(word)\"; " + Self.choice(for: word, among: words)
        case .value(let error):
            "the filter \"\(key)\" does not fit: \(error)"
        }
    }

    private static func choice(for word: String, among words: [String]) -> String {
        Suggestion.closest(to: word, among: words).map { "did you mean \"\($0)\"?" } ?? "write \(WordList.or(words))"
    }
}
