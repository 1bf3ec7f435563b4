/// Where the tables and keys of a declaration stand in a file's source.
///
/// It reads tokens, so neither a comment, a text nor the body of a function is taken for a key. What a file computes
/// instead of writing it out is not found.
struct DeclarationSource {
    private let tokens: [LuaToken]
    /// The place of what closes a group, by the place of what opens it.
    private let closings: [Int: Int]

    init(_ source: [UInt8]) {
        var lexer = LuaLexer(source)
        tokens = lexer.tokens()
        var open: [Int] = []
        var closings: [Int: Int] = [:]
        for (index, token) in tokens.enumerated() where !token.isText {
            switch token.word {
            case "{", "(", "[", "function", "if", "do", "repeat": open.append(index)
            case "}", ")", "]", "end", "until": if let opening = open.popLast() { closings[opening] = index }
            default: break
            }
        }
        self.closings = closings
    }

    func line(at index: Int) -> Int {
        tokens[index].line
    }

    /// The table behind the last `usher.KIND`.
    func declaration(_ kind: String) -> Int? {
        tokens.indices.last { word($0) == kind && word($0 - 1) == "." && table(from: $0 + 1) != nil }
            .flatMap { table(from: $0 + 1) }
    }

    /// The first table that is opened on a line.
    func table(onLine line: Int) -> Int? {
        tokens.indices.first { tokens[$0].line == line && word($0) == "{" }
    }

    /// Where a key of the table stands, and the table that is its value, if it is one.
    ///
    /// Of two the last counts, as in Lua.
    func key(_ name: String, in table: Int) -> (line: Int, table: Int?)? {
        for start in entries(of: table).reversed() {
            if word(start) == name, word(start + 1) == "=" {
                return (tokens[start].line, self.table(from: start + 2))
            }
            if word(start) == "[", tokens[start + 1].word == name, word(start + 3) == "=" {
                return (tokens[start].line, self.table(from: start + 4))
            }
        }
        return nil
    }

    /// The tables that stand in a table without a key; nil for what is none.
    func elements(of table: Int) -> [Int?] {
        entries(of: table).filter { word($0) != "[" && word($0 + 1) != "=" }.map { self.table(from: $0) }
    }

    /// Where each entry of a table begins.
    private func entries(of table: Int) -> [Int] {
        guard let end = closings[table] else { return [] }
        var entries: [Int] = []
        var index = table + 1
        var begins = true
        while index < end {
            if begins { entries.append(index) }
            begins = word(index) == "," || word(index) == ";"
            index = (closings[index] ?? index) + 1
        }
        return entries
    }

    /// The table that begins here, maybe behind the function that it is handed to: `usher.setting.url { … }`.
    private func table(from index: Int) -> Int? {
        var index = index
        while let token = word(index) {
            if token == "{" { return index }
            guard token == "." || token == "(" || token.first.map({ $0.isLetter || $0 == "_" }) ?? false,
                token != "function"
            else { return nil }
            index += 1
        }
        return nil
    }

    /// The word at a place; nil for a text, and outside.
    private func word(_ index: Int) -> String? {
        guard tokens.indices.contains(index), !tokens[index].isText else { return nil }
        return tokens[index].word
    }
}
