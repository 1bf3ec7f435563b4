/// Writes `multipart/form-data` (RFC 7578).
enum MultipartEncoding {
    static func encode(_ parts: [MultipartPart], boundary: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts {
            bytes += Array("--\(boundary)\r\n".utf8)
            bytes += Array("Content-Disposition: form-data; name=\"\(quoted(part.name))\"".utf8)
            switch part.content {
            case .value(let value):
                bytes += Array("\r\n\r\n\(value)\r\n".utf8)
            case .file(let data, let filename, let contentType):
                bytes += Array("; filename=\"\(quoted(filename))\"\r\n".utf8)
                bytes += Array("Content-Type: \(singleLine(contentType))\r\n\r\n".utf8)
                bytes += data
                bytes += Array("\r\n".utf8)
            }
        }
        bytes += Array("--\(boundary)--\r\n".utf8)
        return bytes
    }

    /// Escapes as browsers do: RFC 7578 forbids `filename*`, and servers read backslashes differently.
    private static func quoted(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\"": result += "%22"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    /// A content type comes from a plugin; a line break in it would begin a header of its own.
    private static func singleLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }
}
