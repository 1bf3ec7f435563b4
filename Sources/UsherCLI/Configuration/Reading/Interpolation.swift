/// A text with what its `${env:NAME}` and `${file:PATH}` stand for.
struct Interpolation {
    /// The text with every value in its place.
    private(set) var text = ""
    /// The values that were put in.
    private(set) var secrets: [String] = []
    /// The paths of files that it reads.
    private(set) var files: [String] = []
    private(set) var faults: [ConfigurationFault] = []

    /// Looks the values up; `$${` stands for a plain `${`.
    ///
    /// Relative paths count from `folder`.
    init(_ written: String, folder: String, surroundings: ConfigurationSurroundings) {
        var rest = Substring(written)
        while let dollar = rest.firstIndex(of: "$") {
            text += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                text += "${"
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${") {
                guard let end = rest.firstIndex(of: "}") else {
                    faults.append(.openInterpolation)
                    return
                }
                insert(String(rest[..<end].dropFirst(2)), folder: folder, surroundings: surroundings)
                rest = rest[rest.index(after: end)...]
            } else {
                text += "$"
                rest = rest.dropFirst()
            }
        }
        text += rest
    }

    private mutating func insert(_ source: String, folder: String, surroundings: ConfigurationSurroundings) {
        let parts = source.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty else {
            faults.append(.interpolation(source))
            return
        }
        switch parts[0] {
        case "env":
            let value = surroundings.environment(parts[1])
            guard let value, !value.isEmpty else {
                faults.append(.environment(parts[1], isSet: value != nil))
                return
            }
            insert(value)
        case "file":
            let path = FilePath.resolve(parts[1], in: folder)
            files.append(path)
            do {
                insert(try Self.secret(at: path, surroundings: surroundings))
            } catch {
                faults.append(.file(parts[1], error))
            }
        default:
            faults.append(.interpolation(source))
        }
    }

    private mutating func insert(_ value: String) {
        text += value
        secrets.append(value)
    }

    /// The file's text without the line break at its end, which editors and `echo` put there.
    private static func secret(
        at path: String,
        surroundings: ConfigurationSurroundings
    ) throws(FileFault) -> String {
        let bytes = try surroundings.contents(path, 64 * 1024)
        guard var text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        while text.last?.isNewline == true { text.removeLast() }
        guard !text.isEmpty else { throw .empty }
        return text
    }
}
