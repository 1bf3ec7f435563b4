import PluginHost
import TicketModel

/// The plugins that were found, and those that a command has loaded.
struct PluginShelf: Sendable {
    let folders: PluginFolders
    let discovery: PluginDiscovery
    private let found: [String: PluginBundle]
    /// Bundles that stand in the place of what the folders hold, by kind and name.
    private var overrides: [String: PluginBundle] = [:]

    init(_ folders: PluginFolders) {
        self.folders = folders
        discovery = PluginDiscovery(folders: folders.all)
        found = Dictionary(discovery.bundles.map { ($0.key, $0) }) { first, _ in first }
    }

    /// The bundle of a plugin.
    func bundle(_ kind: PluginKind, _ name: String) -> PluginBundle? {
        overrides["\(kind.rawValue)/\(name)"] ?? found["\(kind.rawValue)/\(name)"]
    }

    /// The same shelf with a bundle in the place of what the folders hold.
    func holding(_ bundle: PluginBundle) -> PluginShelf {
        var shelf = self
        shelf.overrides[bundle.key] = bundle
        return shelf
    }

    /// Loads plugins side by side; those that are not there are left out.
    func load(
        _ kind: PluginKind,
        named names: some Sequence<String>,
        limits: PluginLimits = PluginLimits()
    ) async -> [String: Result<PluginGeneration, PluginLoadFailure>] {
        await withTaskGroup { group in
            for name in Set(names) {
                guard let bundle = bundle(kind, name) else { continue }
                group.addTask { (name, await Self.load(bundle, limits: limits)) }
            }
            var loaded: [String: Result<PluginGeneration, PluginLoadFailure>] = [:]
            for await (name, result) in group { loaded[name] = result }
            return loaded
        }
    }

    static func load(
        _ bundle: PluginBundle,
        limits: PluginLimits = PluginLimits()
    ) async -> Result<PluginGeneration, PluginLoadFailure> {
        do {
            return .success(try await PluginGeneration.load(bundle, limits: limits))
        } catch {
            return .failure(error)
        }
    }

    /// Why there is no plugin of a name: it could not be read, or which there are.
    func missing(_ kind: PluginKind, _ name: String) -> String {
        if let failure = discovery.failures.first(where: { $0.plugin == name }) { return failure.description }
        let names = discovery.bundles.filter { $0.kind == kind }.map(\.name).sorted()
        let hint =
            Suggestion.closest(to: name, among: names).map { "did you mean \"\($0)\"?" }
            ?? (names.isEmpty
                ? "there is none at all; put one into \(kind.folder)/ of a folder that plugins: names."
                : "the \(kind.folder) are \(ShownText.list(names, "and")).")
        return "there is no \(kind.rawValue) \"\(name)\"; \(hint)"
    }
}

extension PluginLoadFailure {
    /// Every problem, a line each.
    var lines: [String] {
        description.split(separator: "\n").map(String.init)
    }
}
