extension JSONValue {
    /// The canonical text: sorted keys, no escaped slashes, characters outside of ASCII as they are.
    ///
    /// A number that JSON cannot write (infinite, or not a number) is written `null`.
    /// - Parameter pretty: whether to break lines and indent by two spaces.
    package func text(pretty: Bool = false) -> String {
        var writer = JSONWriter(pretty: pretty)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

private struct JSONWriter {
    let pretty: Bool
    var bytes: [UInt8] = []
    private var depth = 0

    init(pretty: Bool) {
        self.pretty = pretty
    }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: put("null")
        case .bool(let bool): put(bool ? "true" : "false")
        case .integer(let integer): put(String(integer))
        case .number(let number): put(number.isFinite ? number.description : "null")
        case .string(let text): write(text)
        case .array(let elements): write(elements)
        case .object(let members): write(members)
        }
    }

    private mutating func write(_ elements: [JSONValue]) {
        guard !elements.isEmpty else { return put("[]") }
        put("[")
        depth += 1
        for (index, element) in elements.enumerated() {
            separate(index)
            write(element)
        }
        depth -= 1
        breakLine()
        put("]")
    }

    private mutating func write(_ members: [String: JSONValue]) {
        guard !members.isEmpty else { return put("{}") }
        put("{")
        depth += 1
        for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
            separate(index)
            write(member.key)
            put(pretty ? ": " : ":")
            write(member.value)
        }
        depth -= 1
        breakLine()
        put("}")
    }

    private mutating func write(_ text: String) {
        put("\"")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): put("\\\"")
            case UInt8(ascii: "\\"): put("\\\\")
            case 0x08: put("\\b")
            case 0x09: put("\\t")
            case 0x0A: put("\\n")
            case 0x0C: put("\\f")
            case 0x0D: put("\\r")
            case ..<0x20: put(byte < 0x10 ? "\\u000" : "\\u00", String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        put("\"")
    }

    private mutating func separate(_ index: Int) {
        if index > 0 { put(",") }
        breakLine()
    }

    private mutating func breakLine() {
        guard pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }

    private mutating func put(_ texts: String...) {
        for text in texts { bytes.append(contentsOf: text.utf8) }
    }
}
