/// Something wrong with a declaration: where, and what to write instead.
package struct ManifestProblem: Sendable, Hashable, CustomStringConvertible {
    package var file: String
    package var line: Int?
    /// The dotted key, `settings.after.default`; empty for the declaration as a whole.
    package var key: String
    /// One clause that follows the key.
    package var message: String

    package var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return key.isEmpty ? "\(place): \(message)" : "\(place): \(key): \(message)"
    }
}

/// All the problems of one declaration.
package struct ManifestProblems: Error, Sendable, Equatable, CustomStringConvertible {
    package var plugin: String
    package var problems: [ManifestProblem]

    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
