import Foundation
import HTTPTypes

/// A `multipart/form-data` body taken apart.
struct MultipartForm: Sendable, Equatable {
    struct Part: Sendable, Equatable {
        let name: String
        let fileName: String?
        let mediaType: String?
        let content: [UInt8]
    }

    let parts: [Part]

    /// The text of a part without a file.
    func text(_ name: String) -> String? {
        parts.first { $0.name == name && $0.fileName == nil }.map { String(decoding: $0.content, as: UTF8.self) }
    }

    /// The part of a name that carries a file.
    func file(_ name: String) -> Part? {
        parts.first { $0.name == name && $0.fileName != nil }
    }

    /// Nil where the request is no form, or one that is not closed as RFC 7578 has it.
    init?(_ request: APIRequest) {
        guard
            request.mediaType == "multipart/form-data",
            let boundary = Self.parameter("boundary", of: request.headers[.contentType] ?? "")
        else { return nil }
        // With a line break in front, the first delimiter looks like all the others.
        let body = Data("\r\n".utf8) + Data(request.body)
        let delimiter = Data("\r\n--\(boundary)".utf8)
        var parts: [Part] = []
        guard var end = body.range(of: delimiter)?.upperBound else { return nil }
        while !body[end...].starts(with: Data("--".utf8)) {
            guard
                let next = body.range(of: delimiter, in: end..<body.endIndex),
                let part = Self.part(body[end..<next.lowerBound])
            else { return nil }
            parts.append(part)
            end = next.upperBound
        }
        self.parts = parts
    }

    private static func part(_ bytes: Data) -> Part? {
        guard let gap = bytes.range(of: Data("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: bytes[..<gap.lowerBound], as: UTF8.self)
        var headers: [String: String] = [:]
        for line in head.components(separatedBy: "\r\n") {
            let pair = line.split(separator: ":", maxSplits: 1)
            guard pair.count == 2 else { continue }
            headers[pair[0].lowercased()] = pair[1].trimmingCharacters(in: .whitespaces)
        }
        guard
            let disposition = headers["content-disposition"], disposition.hasPrefix("form-data"),
            let name = parameter("name", of: disposition)
        else { return nil }
        return Part(
            name: name,
            fileName: parameter("filename", of: disposition),
            mediaType: headers["content-type"],
            content: Array(bytes[gap.upperBound...])
        )
    }

    /// A parameter of a header such as `form-data; name="file"`, with or without quotation marks.
    private static func parameter(_ name: String, of header: String) -> String? {
        for piece in header.split(separator: ";").dropFirst() {
            let pair = piece.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].trimmingCharacters(in: .whitespaces).lowercased() == name else { continue }
            return pair[1].trimmingCharacters(in: CharacterSet(charactersIn: " \""))
        }
        return nil
    }
}
