import FoundationEssentials

/// Finds plugins in folders: `providers/NAME.lua` or `providers/NAME/init.lua`, and so for the other kinds.
package struct PluginDiscovery: Sendable {
    /// What was found, in order of kind and name.
    package var bundles: [PluginBundle] = []
    /// What could not be read.
    package var failures: [PluginFailure] = []

    /// Files above this many bytes are refused.
    static let largestFile = 1 << 20

    /// Looks through folders; a plugin in an earlier one replaces one of the same kind and name in a later one.
    ///
    /// The same folder named twice counts once. With `only`, such as `automation/auto-reply`, nothing else is looked at.
    package init(folders: [String], only keys: Set<String>? = nil) {
        var seen: Set<String> = []
        var taken: Set<String> = []
        for folder in folders {
            let real = URL(filePath: folder).resolvingSymlinksInPath().path
            guard seen.insert(real).inserted else { continue }
            for kind in PluginKind.allCases {
                for name in Self.entries(of: "\(folder)/\(kind.folder)", kind, among: keys) {
                    guard let candidate = Candidate(kind: kind, entry: name, in: "\(folder)/\(kind.folder)") else {
                        continue
                    }
                    guard taken.insert("\(kind.rawValue)/\(candidate.name)").inserted else { continue }
                    add(candidate)
                }
            }
        }
    }

    /// Reads the plugin at one path: its file, its folder, or its `init.lua`.
    package static func bundle(at path: String) throws(PluginFailure) -> PluginBundle {
        var path = path.hasSuffix("/init.lua") ? String(path.dropLast("/init.lua".count)) : path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        let parts = path.split(separator: "/")
        let kindFolder = parts.dropLast().last.map(String.init) ?? ""
        let folder = parts.count > 1 ? String(path.prefix(path.count - (parts.last?.count ?? 0) - 1)) : "."
        let kind = PluginKind.allCases.first { $0.folder == kindFolder }
        guard let entry = parts.last,
            let candidate = Candidate(kind: kind ?? .automation, entry: String(entry), in: folder)
        else {
            throw PluginFailure(
                .load,
                plugin: path,
                message: "there is no plugin here; name a .lua file, or a folder with an init.lua",
                file: path
            )
        }
        return try candidate.read(kind: kind)
    }

    private mutating func add(_ candidate: Candidate) {
        do {
            bundles.append(try candidate.read(kind: candidate.kind))
        } catch {
            failures.append(error)
        }
    }

    /// What may be a plugin in a folder; of plugins that are named, the folder of one and its file.
    private static func entries(of folder: String, _ kind: PluginKind, among keys: Set<String>?) -> [String] {
        guard let keys else { return entries(of: folder) }
        let prefix = "\(kind.rawValue)/"
        let names = keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.sorted()
        let possible = names.filter { !$0.isEmpty && !$0.hasPrefix(".") && !$0.contains("/") }
        return possible.flatMap { [$0, "\($0).lua"] }
    }

    fileprivate static func entries(of folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }
}

/// A file or folder that may be a plugin.
private struct Candidate {
    let kind: PluginKind
    let name: String
    let path: String
    let isFolder: Bool

    init?(kind: PluginKind, entry: String, in folder: String) {
        self.kind = kind
        path = "\(folder)/\(entry)"
        isFolder = FileManager.default.fileExists(atPath: "\(path)/init.lua")
        guard isFolder || (entry.hasSuffix(".lua") && FileManager.default.fileExists(atPath: path)) else { return nil }
        name = isFolder ? entry : String(entry.dropLast(4))
    }

    func read(kind: PluginKind?) throws(PluginFailure) -> PluginBundle {
        var files: [String: [UInt8]] = [:]
        for file in isFolder ? luaFiles(under: path) : [path] {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw PluginFailure(.load, plugin: name, message: "cannot be read; check its permissions", file: file)
            }
            guard data.count <= PluginDiscovery.largestFile else {
                throw PluginFailure(
                    .load,
                    plugin: name,
                    message: "is larger than 1 MiB; split it into modules",
                    file: file
                )
            }
            files[file] = Array(data)
        }
        return PluginBundle(
            kind: kind ?? self.kind,
            name: name,
            mainFile: isFolder ? "\(path)/init.lua" : path,
            files: files,
            folder: isFolder ? path : nil
        )
    }

    private func luaFiles(under folder: String, depth: Int = 0) -> [String] {
        guard depth < 6 else { return [] }
        return PluginDiscovery.entries(of: folder).flatMap { entry -> [String] in
            let file = "\(folder)/\(entry)"
            if entry.hasSuffix(".lua") { return [file] }
            var isDirectory = false
            guard FileManager.default.fileExists(atPath: file, isDirectory: &isDirectory), isDirectory else {
                return []
            }
            return luaFiles(under: file, depth: depth + 1)
        }
    }
}
