/// What a request carries.
package enum OutboundBody: Sendable, Hashable {
    case none
    case bytes([UInt8], contentType: String)
    /// `application/x-www-form-urlencoded`.
    case form([NamedValue])
    /// `multipart/form-data`.
    case multipart([MultipartPart])
}

/// One part of a `multipart/form-data` body.
package struct MultipartPart: Sendable, Hashable {
    /// A plain field, or a file with its bytes.
    package enum Content: Sendable, Hashable {
        case value(String)
        case file([UInt8], filename: String, contentType: String)
    }

    /// The form's field.
    package var name: String
    /// What it holds.
    package var content: Content

    /// Makes a part named as the form's field.
    package init(_ name: String, _ content: Content) {
        self.name = name
        self.content = content
    }
}

/// A body as it goes over the wire.
struct EncodedBody: Sendable {
    var bytes: [UInt8]
    var contentType: String

    /// Encodes `body`; nil where there is none.
    ///
    /// The boundary is 128 bits of `random`.
    init?(_ body: OutboundBody, random: () -> UInt64) {
        switch body {
        case .none:
            return nil
        case .bytes(let bytes, let contentType):
            self.bytes = bytes
            self.contentType = contentType
        case .form(let fields):
            bytes = Array(QueryEncoding.form(fields).utf8)
            contentType = "application/x-www-form-urlencoded"
        case .multipart(let parts):
            let boundary = "usher-" + String(random(), radix: 16) + "-" + String(random(), radix: 16)
            bytes = MultipartEncoding.encode(parts, boundary: boundary)
            contentType = "multipart/form-data; boundary=\(boundary)"
        }
    }
}
