import Foundation
import PluginHost

/// The folders that plugins are looked for in, first to last.
struct PluginFolders: Sendable, Equatable {
    /// Those of `plugins:` in `usher.yaml`, or its default; only those that exist.
    var own: [String]
    /// The folder that came with the binary, where it is found.
    var shipped: String?

    var all: [String] { own + [shipped].compactMap(\.self) }

    /// Where a bundle is from, in a word or two.
    func origin(of bundle: PluginBundle) -> String {
        if let shipped, bundle.mainFile.hasPrefix(shipped + "/") { return "shipped" }
        return own.first { bundle.mainFile.hasPrefix($0 + "/") } ?? bundle.mainFile
    }

    /// The folders of a configuration.
    /// - Throws: where one that `plugins:` names does not exist; the default need not.
    init(_ configuration: HostConfiguration, shipped: String?) throws(CommandFailure) {
        let usual = FilePath.resolve("plugins", in: configuration.folder)
        let named = configuration.plugins.isEmpty ? [usual] : configuration.plugins
        let missing = named.filter { $0 != usual && !FileTree.isFolder($0) }
        guard missing.isEmpty else {
            throw CommandFailure(
                .configuration,
                missing.map {
                    "\(configuration.file): plugins: there is no folder \"\($0)\"; make it, or take it out of the list."
                }
            )
        }
        own = named.filter(FileTree.isFolder).map(FileTree.shown)
        self.shipped = shipped.map(FileTree.shown)
    }

    /// The folders where there is no configuration.
    init(shipped: String?) {
        own = []
        self.shipped = shipped.map(FileTree.shown)
    }
}

/// Questions to the file system.
enum FileTree {
    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// The current folder.
    static var here: String { FileManager.default.currentDirectoryPath }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    /// The path as somebody in the current folder would write it.
    static func shown(_ path: String) -> String {
        let here = FileManager.default.currentDirectoryPath
        guard path.hasPrefix(here + "/") else { return path }
        return String(path.dropFirst(here.count + 1))
    }
}
