extension SQLDialect {
    /// The text as the database takes it: fragments filled in, and for SQLite `$1` as `?1`.
    ///
    /// SQLite takes `$1` for a name and binds names by order of appearance. What stands in quotes or in a comment stays.
    ///
    /// - Throws: ``StoreFailure/Kind/misuse`` for a fragment that there is not, and for a statement that would begin
    ///   or end a transaction.
    package func render(_ sql: SQL) throws(StoreFailure) -> String {
        var scanner = SQLScanner(sql.text)
        var rendered = ""
        rendered.reserveCapacity(sql.text.utf8.count)
        var first: String?
        while let piece = scanner.next() {
            switch piece {
            case .verbatim(let text):
                rendered += text
            case .word(let word):
                if first == nil {
                    first = word.uppercased()
                    if SQLDialect.transactionWords.contains(word.uppercased()) { throw .transactionControl(sql) }
                }
                rendered += word
            case .place(let number):
                rendered += place(number)
            case .fragment(let content):
                guard let fragment = fill(content) else { throw .unknownFragment(content, in: sql, known: known) }
                rendered += fragment
            }
        }
        return rendered
    }

    private static let transactionWords: Set<String> = [
        "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE",
    ]

    private var known: [String] {
        (fragments.keys.map { "{\($0)}" } + ["{by NAME}", "{texts $1}", "{integers $1}"]).sorted()
    }

    private func place(_ number: String) -> String {
        self == .sqlite ? "?\(number)" : "$\(number)"
    }

    private func fill(_ content: String) -> String? {
        if let fragment = fragments[content] { return fragment }
        let words = content.split(separator: " ")
        if words.count == 2, words[0] == "by" { return self == .sqlite ? "INDEXED BY \(words[1])" : "" }
        guard words.count == 2, words[1].hasPrefix("$"), Int(words[1].dropFirst()) != nil else { return nil }
        return listFragment(String(words[0]), of: place(String(words[1].dropFirst())))
    }
}
