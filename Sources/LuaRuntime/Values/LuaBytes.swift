/// A Lua string: bytes, of which nothing says that they are UTF-8.
package struct LuaBytes: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The bytes as Lua holds them.
    package var bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(_ text: some StringProtocol) {
        self.bytes = Array(text.utf8)
    }

    package init(stringLiteral text: String) {
        self.init(text)
    }

    /// The bytes read as UTF-8; what is not is replaced by U+FFFD.
    package var text: String {
        String(decoding: bytes, as: UTF8.self)
    }
}

extension LuaBytes: CustomStringConvertible {
    package var description: String { text }
}
