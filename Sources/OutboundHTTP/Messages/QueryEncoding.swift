/// Percent-encoding (RFC 3986) and form encoding.
package enum QueryEncoding {
    /// One path segment with everything but unreserved characters encoded.
    ///
    /// A segment of dots only is encoded too, though servers may still read it as a step up: `OutboundClient` refuses such a path.
    package static func percentEncodedSegment(_ text: String) -> String {
        let encoded = encode(text, keeping: isUnreserved)
        return encoded == "." || encoded == ".." ? encoded.replacing(".", with: "%2E") : encoded
    }

    /// A query string in the order given, without the question mark; brackets and spaces are percent-encoded.
    package static func query(_ items: [NamedValue]) -> String {
        items.map { encode($0.name, keeping: isUnreserved) + "=" + encode($0.value, keeping: isUnreserved) }
            .joined(separator: "&")
    }

    /// An `application/x-www-form-urlencoded` body: like a query, with `+` for a space.
    static func form(_ fields: [NamedValue]) -> String {
        query(fields).replacing("%20", with: "+")
    }

    /// Encodes the bytes that may not stand in a path or query, and leaves what is encoded already.
    static func repaired(_ text: some StringProtocol) -> String {
        encode(text) { byte in
            isUnreserved(byte) || "!$&'()*+,;=:@/?%".utf8.contains(byte)
        }
    }

    static func encode(_ text: some StringProtocol, keeping keeps: (UInt8) -> Bool) -> String {
        var result = ""
        for byte in text.utf8 {
            if keeps(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                result += byte < 16 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return result
    }

    /// Decodes `%XX`; nil where the bytes are not UTF-8.
    static func decode(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default:
            false
        }
    }
}
