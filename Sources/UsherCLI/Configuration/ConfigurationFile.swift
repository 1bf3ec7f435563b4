import Foundation

/// Reads `usher.yaml`.
enum ConfigurationFile {
    /// The name that is looked for.
    static let name = "usher.yaml"
    /// A larger file is not read.
    static let ceiling = 1024 * 1024

    /// Reads the file at a path, or `usher.yaml` in the current folder.
    /// - Throws: Everything that is wrong with it, at once.
    static func load(
        path: String? = nil,
        currentFolder: String = FileManager.default.currentDirectoryPath,
        surroundings: ConfigurationSurroundings = .process
    ) throws(ConfigurationError) -> HostConfiguration {
        let file = path ?? name
        let absolute = FilePath.resolve(file, in: currentFolder)
        let bytes: [UInt8]
        do {
            bytes = try surroundings.contents(absolute, ceiling)
        } catch {
            switch error {
            case .missing: throw path == nil ? .noFile : .noFileNamed(file)
            case .folder: throw .folder(file)
            case .tooLarge(let ceiling): throw .tooLarge(file, ceiling: ceiling)
            case .unreadable(let reason): throw .unreadable(file, reason: reason)
            case .notUTF8, .empty: throw .unreadable(file, reason: error.clause)
            }
        }
        return try read(
            bytes,
            file: file,
            folder: FilePath.resolve("..", in: absolute),
            surroundings: surroundings
        )
    }

    /// Reads the bytes of a file; `file` is its name in problems, `folder` what its relative paths count from.
    /// - Throws: Everything that is wrong with it, by line.
    static func read(
        _ bytes: [UInt8],
        file: String = name,
        folder: String,
        surroundings: ConfigurationSurroundings
    ) throws(ConfigurationError) -> HostConfiguration {
        guard var text = String(validating: bytes, as: UTF8.self) else {
            let line = 1 + bytes.prefix(validPrefix(of: bytes)).count { $0 == UInt8(ascii: "\n") }
            throw .problems([ConfigurationProblem(line: line, fault: .yaml(.notUTF8))], file: file)
        }
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        let document = YAMLDocument(parsing: text)
        var reader = ConfigurationReader(file: file, folder: folder, surroundings: surroundings)
        let configuration = reader.configuration(from: document.root)
        // Stable, so that problems of one line stay in the order of its keys.
        let problems = (document.problems + reader.problems).sorted { $0.line < $1.line }
        guard problems.isEmpty else { throw .problems(problems, file: file) }
        return configuration
    }

    /// How many bytes there are before the first that is not UTF-8.
    private static func validPrefix(of bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var count = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { count += UTF8.width(scalar) }
        return count
    }
}
