import Foundation

/// The Lua files beside the tests.
enum Corpus {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    }

    /// The files of a folder, by name.
    static func files(in path: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path)
        return (names ?? []).filter { $0.hasSuffix(".lua") }.sorted()
    }
}
