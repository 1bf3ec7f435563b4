import Foundation
import TicketModel

extension OutgoingAttachment {
    /// Files above this many bytes are not read.
    private static let largest = 64 << 20

    /// A file with its bytes; its type is told by the end of its name.
    init(file path: String) throws(CommandFailure) {
        let bytes: [UInt8]
        do {
            bytes = try ConfigurationSurroundings.process.contents(path, Self.largest)
        } catch {
            throw .usage("the file \"\(path)\" \(error.clause); name another with --attach")
        }
        let name = URL(filePath: path).lastPathComponent
        self.init(name: name, mime: Self.mime(of: name), data: bytes)
    }

    private static func mime(of name: String) -> String {
        switch name.lowercased().split(separator: ".").last {
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        case "gif": "image/gif"
        case "webp": "image/webp"
        case "svg": "image/svg+xml"
        case "pdf": "application/pdf"
        case "zip": "application/zip"
        case "json": "application/json"
        case "csv": "text/csv"
        case "html", "htm": "text/html"
        case "txt", "log", "md": "text/plain"
        default: "application/octet-stream"
        }
    }
}
