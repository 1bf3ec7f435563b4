/// Writes JSON piece by piece: values whole, or objects member by member by one who knows the order of their keys.
struct JSONWriter {
    private let pretty: Bool
    private var bytes: [UInt8] = []
    private var depth = 0
    /// Whether the innermost object has a member already.
    private var hasMember = false

    init(pretty: Bool = false) {
        self.pretty = pretty
    }

    /// What was written so far.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    // MARK: Values

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: put("null")
        case .bool(let bool): put(bool ? "true" : "false")
        case .integer(let integer): write(integer)
        case .number(let number): put(number.isFinite ? number.description : "null")
        case .string(let text): write(text)
        case .array(let elements): write(elements) { writer, element in writer.write(element) }
        case .object(let members): write(members)
        }
    }

    mutating func write(_ integer: Int64) {
        put(integer.description)
    }

    mutating func write<Element>(_ elements: [Element], _ write: (inout JSONWriter, Element) -> Void) {
        guard !elements.isEmpty else { return put("[]") }
        bytes.append(UInt8(ascii: "["))
        depth += 1
        for (index, element) in elements.enumerated() {
            separate(isFirst: index == 0)
            write(&self, element)
        }
        depth -= 1
        breakLine()
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ members: [String: JSONValue]) {
        object { writer in
            for member in members.sorted(by: { $0.key < $1.key }) {
                writer.key(member.key)
                writer.write(member.value)
            }
        }
    }

    mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { put(escaped: $0) }
        bytes.append(UInt8(ascii: "\""))
    }

    // MARK: Objects, member by member

    /// Writes an object; `body` writes each member by its ``key(_:)`` and one value.
    mutating func object(_ body: (inout JSONWriter) -> Void) {
        let before = hasMember
        hasMember = false
        bytes.append(UInt8(ascii: "{"))
        depth += 1
        body(&self)
        depth -= 1
        if hasMember { breakLine() }
        bytes.append(UInt8(ascii: "}"))
        hasMember = before
    }

    /// Begins the next member of the object.
    mutating func key(_ name: String) {
        separate(isFirst: !hasMember)
        hasMember = true
        write(name)
        put(pretty ? ": " : ":")
    }

    // MARK: Bytes

    /// What needs no escape goes over in one piece.
    private mutating func put(escaped text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for place in text.indices {
            let byte = text[place]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            bytes.append(contentsOf: text[start..<place])
            put(Self.escape(byte))
            start = place + 1
        }
        bytes.append(contentsOf: text[start...])
    }

    private static func escape(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\""): "\\\""
        case UInt8(ascii: "\\"): "\\\\"
        case 0x08: "\\b"
        case 0x09: "\\t"
        case 0x0A: "\\n"
        case 0x0C: "\\f"
        case 0x0D: "\\r"
        default: (byte < 0x10 ? "\\u000" : "\\u00") + String(byte, radix: 16)
        }
    }

    private mutating func separate(isFirst: Bool) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        breakLine()
    }

    private mutating func breakLine() {
        guard pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }

    private mutating func put(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }
}
