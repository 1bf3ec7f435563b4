import Crypto

/// A text that cannot be read back, and is the same for the same text.
package enum TextDigest {
    /// 32 hexadecimal digits of the text's SHA-256.
    package static func hex(_ text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).prefix(16)
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
