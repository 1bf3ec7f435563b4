/// Cuts a statement into what a dialect has to look at and what it copies.
struct SQLScanner {
    /// One piece of a statement.
    enum Piece: Equatable {
        /// Spaces, signs, quoted text and comments.
        case verbatim(String)
        /// A keyword, a name or a number.
        case word(String)
        /// The number of a `$n`.
        case place(String)
        /// What stands between braces.
        case fragment(String)
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func next() -> Piece? {
        guard position < bytes.count else { return nil }
        let start = position
        switch bytes[position] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            skipQuoted(bytes[position])
        case UInt8(ascii: "-") where peek(1) == UInt8(ascii: "-"):
            skip { $0 != UInt8(ascii: "\n") }
        case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
            skipBlockComment()
        case UInt8(ascii: "$") where peek(1).map(Self.isDigit) == true:
            position += 1
            skip(while: Self.isDigit)
            return .place(text(start + 1..<position))
        case UInt8(ascii: "{"):
            position += 1
            skip { $0 != UInt8(ascii: "}") }
            let content = text(start + 1..<position)
            position = min(position + 1, bytes.count)
            return .fragment(content)
        case let byte where Self.isWord(byte):
            skip(while: Self.isWord)
            return .word(text(start..<position))
        default:
            position += 1
        }
        return .verbatim(text(start..<position))
    }

    private func peek(_ distance: Int) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    private mutating func skip(while holds: (UInt8) -> Bool) {
        while position < bytes.count, holds(bytes[position]) { position += 1 }
    }

    /// A quote within quotes is written twice, which reads as two quoted texts side by side.
    private mutating func skipQuoted(_ quote: UInt8) {
        position += 1
        skip { $0 != quote }
        position = min(position + 1, bytes.count)
    }

    private mutating func skipBlockComment() {
        position += 2
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                position += 2
                return
            }
            position += 1
        }
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Every byte of a letter beyond ASCII is 128 or more.
    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte >= 128 || byte == UInt8(ascii: "_")
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
