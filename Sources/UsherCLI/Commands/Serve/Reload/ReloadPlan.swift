import Engine
import PluginHost
import Store
import TicketModel

/// Why a bundle does not become active.
struct ReloadRefusal: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// It asks for more than the operator has allowed.
    static func widens(_ name: String, _ kinds: Set<String>) -> ReloadRefusal {
        let list = kinds.sorted().joined(separator: ", ")
        return ReloadRefusal(
            "\(name) asks for more than it may: \(list); say \"usher plugins allow \(name)\" if it shall have that."
        )
    }

    static func drops(_ name: String, _ handlers: [String]) -> ReloadRefusal {
        ReloadRefusal(
            "\(name) no longer has what unfinished runs wait for: \(handlers.joined(separator: ", ")); keep it until "
                + "they are through, or cancel them."
        )
    }

    static func specs(_ name: String, _ report: SpecReport) -> ReloadRefusal {
        let told = report.failures.prefix(3).map { "\($0.name): \($0.message ?? "it failed")" }
        return ReloadRefusal("\(name) fails its own specs: \(told.joined(separator: " · "))")
    }

    static func keepsRunning(_ name: String) -> ReloadRefusal {
        ReloadRefusal(
            "\(name) has a migrate, and its runs did not come to an end for it; pause it, and reload the plugins again."
        )
    }
}

/// A bundle with everything that it takes to become active: nothing of it is in use yet.
struct PreparedReload: Sendable {
    enum Part: Sendable {
        case automation(PluginAutomation, ListedAutomation, AutomationConfiguration)
        /// The connections of the provider, bound to it.
        case provider([PluginConnector])
        case notifier
        /// Nothing in `usher.yaml` uses it.
        case unused
    }

    let bundle: PluginBundle
    let record: BundleRecord
    /// The host with the bundle on its shelf.
    let host: HostAssembly
    let part: Part
    /// The kinds of effect that it asks for.
    let needs: Set<String>

    var migrates: PluginAutomation? {
        if case .automation(let plugin, _, _) = part, plugin.manifest.migrates { plugin } else { nil }
    }
}

extension PreparedReload {
    /// Builds it beside what is in use: loads the bundle, checks its declaration and settings, binds what uses it.
    ///
    /// - Throws: `CommandFailure` with every problem.
    init(_ bundle: PluginBundle, on current: HostAssembly) async throws {
        var host = current
        host.shelf = current.shelf.holding(bundle)
        let generation = try host.loaded(await PluginShelf.load(bundle))
        var needs: Set<String> = []
        var part = Part.unused
        switch bundle.kind {
        case .automation:
            if case .automation(let manifest) = generation.manifest.body {
                needs = Set(manifest.needs.map(\.rawValue))
            }
            if let configured = current.configuration.automations.first(where: { $0.name == bundle.name }),
                configured.mode != .off
            {
                let listed = try await host.automation(named: bundle.name)
                part = .automation(listed.plugin, listed, configured)
            }
        case .provider:
            var connectors: [PluginConnector] = []
            for connection in current.configuration.connections where connection.provider == bundle.name {
                connectors.append(try await host.connected(connection, .success(generation)))
            }
            if !connectors.isEmpty { part = .provider(connectors) }
        case .notifier:
            let users = current.configuration.notifiers.filter { $0.plugin == bundle.name }
            for notifier in users { _ = try await host.notifier(named: notifier.name) }
            if !users.isEmpty { part = .notifier }
        }
        self.bundle = bundle
        self.host = host
        self.part = part
        self.needs = needs
        record = BundleRecord(bundle, version: generation.manifest.version)
    }
}

extension BundleRecord {
    init(_ bundle: PluginBundle, version: String) {
        self.init(
            kind: bundle.kind.rawValue,
            name: bundle.name,
            hash: bundle.hash,
            version: version,
            mainFile: bundle.mainFile,
            folder: bundle.folder,
            files: bundle.files.mapValues { String(decoding: $0, as: UTF8.self) }
        )
    }

    /// The bundle as plugins are loaded from; `nil` where it is of a kind that this program does not know.
    var bundle: PluginBundle? {
        PluginKind(rawValue: kind).map {
            PluginBundle(
                kind: $0,
                name: name,
                mainFile: mainFile,
                files: files.mapValues { Array($0.utf8) },
                folder: folder
            )
        }
    }
}
