import Foundation

/// A folder of its own for the time of a test.
struct Folder {
    let path: String

    /// Makes a folder with these files and takes it away again when the body has ended.
    static func with<Result>(_ files: [String: String], _ body: (Folder) async throws -> Result) async throws -> Result
    {
        let url = FileManager.default.temporaryDirectory.appending(path: "usher-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        let folder = Folder(path: url.path)
        for (file, text) in files { try folder.write(text, to: file) }
        return try await body(folder)
    }

    func write(_ text: String, to file: String) throws {
        let url = URL(filePath: "\(path)/\(file)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
    }
}
