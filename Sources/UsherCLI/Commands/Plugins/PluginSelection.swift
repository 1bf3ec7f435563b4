import Foundation
import PluginHost

/// Which plugins a command is about.
struct PluginSelection: Sendable {
    var bundles: [PluginBundle]
    /// What could not be read.
    var failures: [PluginFailure]
    var folders: PluginFolders

    /// The plugin or the folder of plugins at a path; without one those of `usher.yaml`, where there is one, and the
    /// shipped ones.
    init(at path: String?, _ options: HostOptions) throws(CommandFailure) {
        guard let path else {
            folders = try Self.configured(options)
            let discovery = PluginDiscovery(folders: folders.all)
            (bundles, failures) = (discovery.bundles, discovery.failures)
            return
        }
        folders = PluginFolders(shipped: nil)
        (bundles, failures) = try Self.plugins(
            at: path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        )
    }

    private static func plugins(at path: String) throws(CommandFailure) -> ([PluginBundle], [PluginFailure]) {
        if FileTree.isFolder(path), !FileTree.exists("\(path)/init.lua") { return try plugins(in: path) }
        do throws(PluginFailure) {
            return ([try PluginDiscovery.bundle(at: path)], [])
        } catch {
            throw CommandFailure(.usage, [error.description])
        }
    }

    private static func configured(_ options: HostOptions) throws(CommandFailure) -> PluginFolders {
        let shipped = ShippedPlugins.folder()
        let configuration: HostConfiguration
        do {
            configuration = try ConfigurationFile.load(path: options.config)
        } catch {
            guard error == .noFile else { throw CommandFailure(error) }
            return PluginFolders(shipped: shipped)
        }
        return try PluginFolders(configuration, shipped: shipped)
    }

    /// The plugins of a folder with `providers/` and the like in it, or of such a folder itself.
    private static func plugins(in path: String) throws(CommandFailure) -> ([PluginBundle], [PluginFailure]) {
        let discovery = PluginDiscovery(folders: [path])
        var bundles = discovery.bundles
        var failures = discovery.failures
        if PluginKind.allCases.contains(where: { path == $0.folder || path.hasSuffix("/\($0.folder)") }) {
            let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            for entry in entries.sorted() where entry.hasSuffix(".lua") || FileTree.exists("\(path)/\(entry)/init.lua")
            {
                do throws(PluginFailure) {
                    bundles.append(try PluginDiscovery.bundle(at: "\(path)/\(entry)"))
                } catch {
                    failures.append(error)
                }
            }
        }
        guard !bundles.isEmpty || !failures.isEmpty else {
            throw .usage(
                "there are no plugins in \"\(path)\"; name a plugin, or a folder with providers/, automations/ or notifiers/"
            )
        }
        return (bundles, failures)
    }
}
