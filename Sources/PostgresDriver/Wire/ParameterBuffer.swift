import Store

/// A statement's values as libpq takes them: all their bytes in one buffer.
struct ParameterBuffer {
    private static let binary: Int32 = 1
    private static let textual: Int32 = 0

    // libpq takes no address for null, so an empty value needs a byte to point at.
    private var bytes: [UInt8] = [0]
    private var offsets: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// Encodes each value for the type that the server says its placeholder has.
    init(_ values: [SQLValue], types: [UInt32]) throws(WireProblem) {
        offsets.reserveCapacity(values.count)
        lengths.reserveCapacity(values.count)
        formats.reserveCapacity(values.count)
        for (position, value) in values.enumerated() {
            let type = WireType(oid: types[position])
            guard append(value, as: type) else {
                throw WireProblem(
                    "its value $\(position + 1) is \(value.typeName) where PostgreSQL takes \(type.name)"
                )
            }
        }
    }

    /// How many values there are.
    var count: Int32 { Int32(offsets.count) }

    /// Lends libpq's three lists.
    func withPointers<Value>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Value
    ) -> Value {
        bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = offsets.map { offset in offset.flatMap { start?.advanced(by: $0) } }
            return pointers.withUnsafeBufferPointer { pointers in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        body(pointers.baseAddress, lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }

    private mutating func append(_ value: SQLValue, as type: WireType) -> Bool {
        switch (value, type) {
        case (.null, _):
            appendNull()
        case (.integer(let integer), .integer(let size)):
            return appendInteger(integer, size: size)
        case (.integer(let integer), .boolean) where integer == 0 || integer == 1:
            append([UInt8(integer)])
        case (.integer(let integer), .real(let size)):
            appendReal(Double(integer), size: size)
        case (.integer(let integer), .numeric):
            appendWords(String(integer))
        case (.real(let real), _) where real.isNaN:
            // SQLite holds no such number and stores null.
            appendNull()
        case (.real(let real), .real(let size)):
            appendReal(real, size: size)
        case (.real(let real), .numeric) where real.isFinite:
            appendWords(String(real))
        case (.text(let text), .text):
            append(SQLValue.storable(text).utf8)
        case (.text(let text), .binaryJSON), (.text(let text), .other):
            appendWords(SQLValue.storable(text))
        case (.bytes(let bytes), .bytes):
            append(bytes)
        default:
            return false
        }
        return true
    }

    private mutating func appendNull() {
        offsets.append(nil)
        lengths.append(0)
        formats.append(Self.binary)
    }

    private mutating func append(_ content: some Collection<UInt8>, format: Int32 = binary) {
        offsets.append(bytes.count)
        lengths.append(Int32(clamping: content.count))
        formats.append(format)
        bytes.append(contentsOf: content)
    }

    /// In the server's words; libpq reads those up to a NUL.
    private mutating func appendWords(_ text: String) {
        append(text.utf8, format: Self.textual)
        bytes.append(0)
    }

    private mutating func appendInteger(_ integer: Int64, size: Int) -> Bool {
        switch size {
        case 8: append(withUnsafeBytes(of: integer.bigEndian, Array.init))
        case 4:
            guard let short = Int32(exactly: integer) else { return false }
            append(withUnsafeBytes(of: short.bigEndian, Array.init))
        default:
            guard let short = Int16(exactly: integer) else { return false }
            append(withUnsafeBytes(of: short.bigEndian, Array.init))
        }
        return true
    }

    private mutating func appendReal(_ real: Double, size: Int) {
        if size == 8 {
            append(withUnsafeBytes(of: real.bitPattern.bigEndian, Array.init))
        } else {
            append(withUnsafeBytes(of: Float(real).bitPattern.bigEndian, Array.init))
        }
    }
}
