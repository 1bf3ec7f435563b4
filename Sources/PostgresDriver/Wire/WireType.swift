import Store

/// PostgreSQL's types as the store meets them, by their numbers in `pg_type`.
enum WireType: Sendable {
    case boolean
    case integer(bytes: Int)
    case real(bytes: Int)
    case numeric
    case text
    case bytes
    case binaryJSON
    case void
    case other

    init(oid: UInt32) {
        self =
            switch oid {
            case 16: .boolean
            case 20: .integer(bytes: 8)
            case 21: .integer(bytes: 2)
            case 23, 26: .integer(bytes: 4)
            case 700: .real(bytes: 4)
            case 701: .real(bytes: 8)
            case 1700: .numeric
            case 18, 19, 25, 114, 705, 1042, 1043: .text
            case 17: .bytes
            case 3802: .binaryJSON
            case 2278: .void
            default: .other
            }
    }

    /// What messages call it.
    var name: String {
        switch self {
        case .boolean: "a boolean"
        case .integer: "an integer"
        case .real, .numeric: "a number"
        case .text: "text"
        case .bytes: "bytes"
        case .binaryJSON, .void, .other: "another type"
        }
    }

    /// The value of the binary form, or `nil` where the store has no such type.
    func read(_ bytes: UnsafeRawBufferPointer) -> SQLValue? {
        switch self {
        case .boolean:
            .integer(bytes.first == 1 ? 1 : 0)
        case .integer(let size) where bytes.count == size:
            .integer(size == 8 ? bytes.bigEndian(Int64.self) : Self.short(bytes, size))
        case .real(let size) where bytes.count == size:
            .real(
                size == 8
                    ? Double(bitPattern: bytes.bigEndian(UInt64.self))
                    : Double(Float(bitPattern: bytes.bigEndian(UInt32.self)))
            )
        case .numeric:
            NumericText(bytes)?.value
        case .text:
            .text(String(decoding: bytes, as: UTF8.self))
        case .binaryJSON:
            // A version number comes first.
            .text(String(decoding: bytes.dropFirst(), as: UTF8.self))
        case .bytes:
            .bytes(Array(bytes))
        case .void:
            .null
        case .integer, .real, .other:
            nil
        }
    }

    private static func short(_ bytes: UnsafeRawBufferPointer, _ size: Int) -> Int64 {
        size == 2 ? Int64(bytes.bigEndian(Int16.self)) : Int64(bytes.bigEndian(Int32.self))
    }
}

extension UnsafeRawBufferPointer {
    /// The first bytes as a number in the order of the network.
    func bigEndian<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int = 0) -> Number {
        Number(bigEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}
