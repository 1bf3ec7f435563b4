import Crypto

/// An immutable snapshot of a plugin's files.
package struct PluginBundle: Sendable, Equatable {
    package let kind: PluginKind
    /// The file's or folder's name, which the declaration's `name` must equal.
    package let name: String
    /// The file that returns the declaration, as errors name it.
    package let mainFile: String
    /// Every Lua file by the path that errors name it by.
    package let files: [String: [UInt8]]
    /// The folder of a plugin that is one, as errors name it; nil for a single file.
    package let folder: String?
    /// SHA-256 over names and contents, in hexadecimal.
    package let hash: String

    package init(kind: PluginKind, name: String, mainFile: String, files: [String: [UInt8]], folder: String?) {
        self.kind = kind
        self.name = name
        self.mainFile = mainFile
        self.files = files
        self.folder = folder
        var hash = SHA256()
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            // A single file's place does not count: the same code is the same bundle on every machine.
            let own = path.split(separator: "/").last ?? path[...]
            let relative = folder.map { path.dropFirst($0.count) } ?? own
            hash.update(data: Array("\(relative)\u{0}\(bytes.count)\u{0}".utf8))
            hash.update(data: bytes)
        }
        self.hash = hash.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// A module's text and file: `require "words"` finds `words.lua` or `words/init.lua`, `require "a.b"` finds `a/b.lua`.
    ///
    /// What stands in `spec/` is there for specs alone, and a spec is no module.
    func module(_ name: String, inSpecs: Bool = false) -> (text: [UInt8], file: String)? {
        guard let folder, !name.isEmpty, !name.contains("/"), inSpecs || !name.hasPrefix("spec.") else { return nil }
        let path = name.split(separator: ".", omittingEmptySubsequences: false).joined(separator: "/")
        let excluded = Set(specs + [mainFile])
        for candidate in ["\(folder)/\(path).lua", "\(folder)/\(path)/init.lua"] where !excluded.contains(candidate) {
            if let text = files[candidate] { return (text, candidate) }
        }
        return nil
    }

    /// The specs, in order: files in `spec/` that are named `…_spec.lua`.
    package var specs: [String] { inSpecFolder.filter { $0.hasSuffix(Self.specEnding) } }

    /// The other files in `spec/`, in order: modules of specs.
    package var specModules: [String] { inSpecFolder.filter { !$0.hasSuffix(Self.specEnding) } }

    private static let specEnding = "_spec.lua"

    private var inSpecFolder: [String] {
        guard let folder else { return [] }
        return files.keys.filter { $0.hasPrefix("\(folder)/spec/") }.sorted()
    }
}

/// What a plugin is.
package enum PluginKind: String, Sendable, CaseIterable, Hashable {
    case provider, automation, notifier

    /// The folder that holds plugins of this kind.
    package var folder: String { rawValue + "s" }
}
