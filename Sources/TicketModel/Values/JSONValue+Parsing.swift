extension JSONValue {
    /// Reads one JSON document; of keys that come twice the last one counts.
    ///
    /// Whole numbers that fit in 64 bits stay exact, others become floating point.
    /// - Throws: `ValueError` with the line and column where the text stops being JSON.
    package init(parsing bytes: some Sequence<UInt8>) throws(ValueError) {
        var parser = JSONParser(bytes: Array(bytes))
        self = try parser.document()
    }

    /// Reads one JSON document from a text.
    /// - Throws: `ValueError` as for bytes.
    package init(parsing text: String) throws(ValueError) {
        try self.init(parsing: text.utf8)
    }
}

private struct JSONParser {
    /// Deeper documents are refused: the parser recurses, and a stack is finite.
    static let maximumDepth = 256

    let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(ValueError) -> JSONValue {
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw problem("something follows the document") }
        return value
    }

    private mutating func value() throws(ValueError) -> JSONValue {
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try nested { parser throws(ValueError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(ValueError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case .some(0x30...0x39), UInt8(ascii: "-"): return try number()
        case nil: throw problem("the text ends where a value is due")
        default: throw problem("a value is due")
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(ValueError) -> JSONValue
    ) throws(ValueError) -> JSONValue {
        guard depth < Self.maximumDepth else {
            throw problem("it is nested deeper than \(Self.maximumDepth) levels")
        }
        depth += 1
        position += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func array() throws(ValueError) -> JSONValue {
        var elements: [JSONValue] = []
        skipSpace()
        if take("]") { return .array(elements) }
        while true {
            elements.append(try value())
            skipSpace()
            if take("]") { return .array(elements) }
            guard take(",") else { throw problem("\",\" or \"]\" is due") }
        }
    }

    private mutating func object() throws(ValueError) -> JSONValue {
        var members: [String: JSONValue] = [:]
        skipSpace()
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw problem("a key in quotes is due") }
            let key = try string()
            skipSpace()
            guard take(":") else { throw problem("\":\" is due") }
            members[key] = try value()
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw problem("\",\" or \"}\" is due") }
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(ValueError) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw problem("a value is due") }
        position += word.utf8.count
        return value
    }

    private mutating func number() throws(ValueError) -> JSONValue {
        let start = position
        var isWhole = true
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") {
            isWhole = false
            try digits()
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            try digits()
        }
        if isWhole, position - start <= 18, bytes[start] != UInt8(ascii: "-") {
            return .integer(bytes[start..<position].reduce(0) { $0 * 10 + Int64($1 - 0x30) })
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, text != "-0", let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw problem("the number is too large") }
        return .number(number)
    }

    private mutating func digits() throws(ValueError) {
        let start = position
        while let byte = peek, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw problem("a digit is due") }
    }

    private mutating func string() throws(ValueError) -> String {
        position += 1
        var text: [UInt8] = []
        var runStart = position
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                let string: String?
                if text.isEmpty {
                    // Nothing was escaped, so it stands there as it is.
                    string = bytes.withUnsafeBufferPointer {
                        String(validating: UnsafeBufferPointer(rebasing: $0[runStart..<position]), as: UTF8.self)
                    }
                } else {
                    text.append(contentsOf: bytes[runStart..<position])
                    string = String(validating: text, as: UTF8.self)
                }
                guard let string else { throw problem("the string before it is not UTF-8") }
                position += 1
                return string
            case UInt8(ascii: "\\"):
                text.append(contentsOf: bytes[runStart..<position])
                text.append(contentsOf: String(try escape()).utf8)
                runStart = position
            case ..<0x20: throw problem("a control character stands in a string")
            default: position += 1
            }
        }
        throw problem("the text ends inside a string")
    }

    private mutating func escape() throws(ValueError) -> Character {
        position += 1
        guard let byte = peek else { throw problem("the text ends inside a string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return Character(try scalar())
        default: throw problem("the escape before it is unknown")
        }
    }

    private mutating func scalar() throws(ValueError) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take("\\"), take("u") else { throw problem("half a surrogate pair stands alone") }
        let second = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw problem("half a surrogate pair stands alone") }
        return scalar
    }

    private mutating func hexadecimal() throws(ValueError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = peek.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
                throw problem("four hexadecimal digits are due")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D { position += 1 }
    }

    private func problem(_ what: String) -> ValueError {
        let before = bytes[..<position]
        let line = before.count { $0 == 0x0A } + 1
        let column = position - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return .json(line: line, column: column, problem: what)
    }
}
