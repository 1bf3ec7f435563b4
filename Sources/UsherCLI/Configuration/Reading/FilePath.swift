import Foundation

/// Paths as the file writes them.
enum FilePath {
    /// The absolute path of one that counts from a folder, without `.`, `..` and a slash at its end.
    static func resolve(_ path: String, in folder: String) -> String {
        let absolute = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        let plain = URL(filePath: absolute, directoryHint: .notDirectory).standardized.path(percentEncoded: false)
        return plain.count > 1 && plain.hasSuffix("/") ? String(plain.dropLast()) : plain
    }
}
