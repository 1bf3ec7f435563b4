/// A Lua string: bytes, of which nothing says that they are UTF-8.
///
/// Nearly all are; those are kept as a `String`, so that reading them as text costs nothing and a short one no memory.
package struct LuaBytes: Sendable, ExpressibleByStringLiteral {
    private enum Storage: Sendable {
        /// UTF-8.
        case text(String)
        /// Anything else.
        case bytes([UInt8])
    }

    private let storage: Storage

    package init(_ bytes: [UInt8]) {
        self = bytes.withUnsafeBufferPointer(LuaBytes.init(copying:))
    }

    /// A copy of bytes that somebody else owns.
    init(copying bytes: UnsafeBufferPointer<UInt8>) {
        storage =
            if bytes.isASCII {
                .text(String(decoding: bytes, as: UTF8.self))
            } else {
                String(validating: bytes, as: UTF8.self).map(Storage.text) ?? .bytes(Array(bytes))
            }
    }

    package init(_ text: String) {
        storage = .text(text)
    }

    package init(_ text: some StringProtocol) {
        storage = .text(String(text))
    }

    package init(stringLiteral text: String) {
        storage = .text(text)
    }

    /// The bytes as Lua holds them.
    package var bytes: [UInt8] {
        switch storage {
        case .text(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        }
    }

    /// The bytes read as UTF-8; what is not is replaced by U+FFFD.
    package var text: String {
        switch storage {
        case .text(let text): text
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Hands over the bytes without a copy where that is possible.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        switch storage {
        case .text(let text):
            var text = text
            return text.withUTF8(body)
        case .bytes(let bytes):
            return bytes.withUnsafeBufferPointer(body)
        }
    }
}

extension LuaBytes: Hashable {
    /// Byte by byte: two texts that Unicode takes for equal are different keys to Lua.
    package static func == (one: LuaBytes, other: LuaBytes) -> Bool {
        switch (one.storage, other.storage) {
        case (.text(let one), .text(let other)):
            one.utf8.count == other.utf8.count && one.utf8.elementsEqual(other.utf8)
        case (.bytes(let one), .bytes(let other)): one == other
        case (.text, .bytes), (.bytes, .text): false
        }
    }

    package func hash(into hasher: inout Hasher) {
        withBytes { bytes in
            hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
            hasher.combine(bytes.count)
        }
    }
}

extension LuaBytes: CustomStringConvertible {
    package var description: String { text }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether no byte has its highest bit, which is soon seen: eight at a time.
    fileprivate var isASCII: Bool {
        let bytes = UnsafeRawBufferPointer(self)
        let words = bytes.count / 8
        var seen: UInt64 = 0
        for word in 0..<words { seen |= bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self) }
        for byte in bytes[(words * 8)...] { seen |= UInt64(byte) }
        return seen & 0x8080_8080_8080_8080 == 0
    }
}
