/// A word, a number, a symbol or a text of Lua source.
struct LuaToken {
    let word: String
    let line: Int
    /// Written in quotes.
    let isText: Bool
}

/// Splits Lua source that compiles into tokens; comments are left out.
struct LuaLexer {
    private let source: [UInt8]
    private var position = 0
    private var line = 1

    init(_ source: [UInt8]) {
        self.source = source
    }

    mutating func tokens() -> [LuaToken] {
        var tokens: [LuaToken] = []
        while let byte = peek() {
            let start = line
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
                || byte == UInt8(ascii: "\r")
            {
                advance()
            } else if byte == UInt8(ascii: "-"), peek(1) == UInt8(ascii: "-") {
                skipComment()
            } else if let level = longBracket() {
                tokens.append(LuaToken(word: longText(level), line: start, isText: true))
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                tokens.append(LuaToken(word: quoted(byte), line: start, isText: true))
            } else if Self.isWordByte(byte) {
                tokens.append(LuaToken(word: text { Self.isWordByte($0) }, line: start, isText: false))
            } else {
                tokens.append(LuaToken(word: symbol(), line: start, isText: false))
            }
        }
        return tokens
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        source.indices.contains(position + ahead) ? source[position + ahead] : nil
    }

    private mutating func advance() {
        if source[position] == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    private mutating func text(while belongs: (UInt8) -> Bool) -> String {
        let start = position
        while let byte = peek(), belongs(byte) { advance() }
        return String(decoding: source[start..<position], as: UTF8.self)
    }

    /// A comparison is one symbol, so that its second sign is not taken for an assignment.
    private mutating func symbol() -> String {
        let start = position
        advance()
        if peek() == UInt8(ascii: "="), "=~<>".utf8.contains(source[start]) { advance() }
        return String(decoding: source[start..<position], as: UTF8.self)
    }

    private mutating func skipComment() {
        position += 2
        if let level = longBracket() {
            _ = longText(level)
        } else {
            _ = text { $0 != UInt8(ascii: "\n") }
        }
    }

    private mutating func quoted(_ quote: UInt8) -> String {
        advance()
        let start = position
        while let byte = peek(), byte != quote {
            if byte == UInt8(ascii: "\\"), peek(1) != nil { advance() }
            advance()
        }
        defer { if peek() != nil { advance() } }
        return String(decoding: source[start..<position], as: UTF8.self)
    }

    /// The number of signs in `[==[`; nil where no long text begins.
    private func longBracket() -> Int? {
        guard peek() == UInt8(ascii: "[") else { return nil }
        var level = 0
        while peek(level + 1) == UInt8(ascii: "=") { level += 1 }
        return peek(level + 1) == UInt8(ascii: "[") ? level : nil
    }

    private mutating func longText(_ level: Int) -> String {
        position += level + 2
        let start = position
        let closing = [UInt8(ascii: "]")] + Array(repeating: UInt8(ascii: "="), count: level) + [UInt8(ascii: "]")]
        while peek() != nil, !source[position...].starts(with: closing) { advance() }
        let text = String(decoding: source[start..<position], as: UTF8.self)
        position = min(position + closing.count, source.count)
        return text
    }
}
