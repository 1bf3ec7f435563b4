import Engine
import Logging
import PluginHost
import Store
import TicketModel

/// Exchanges plugins while the daemon runs: what is new is built beside the old and swapped at once, or not at all.
///
/// Which bundle is active is a row, so that every process works with the same one and a restart changes nothing.
actor Reloader {
    /// What the reloader exchanges things in.
    struct Surroundings: Sendable {
        let live: LiveHost
        let database: any SQLDatabase
        let engine: HostEngine
        let served: ServedConnections
        let probation: Probation
        let logger: Logger
        let clock: any Clock<Duration>
        /// Called after each swap of an automation.
        let onAutomations: @Sendable () -> Void
    }

    let surroundings: Surroundings
    /// What runs here, by kind and name.
    private var running: [String: String] = [:]
    /// The last of what became of bundles that was taken up here.
    private var adopted: Int64?

    init(_ surroundings: Surroundings) {
        self.surroundings = surroundings
    }

    private var database: any SQLDatabase { surroundings.database }
    private var now: Timestamp { surroundings.live.current.now() }

    // MARK: Looking

    /// Notes what the daemon has begun with, and makes rows of what has none yet; then offers what the folders hold instead.
    func begin(with bundles: [PluginBundle]) async throws {
        let rows = try await rows()
        for bundle in bundles {
            running[bundle.key] = bundle.hash
            guard rows[bundle.key] == nil else { continue }
            let prepared = try await PreparedReload(bundle, on: surroundings.live.current)
            // Whoever lists a plugin for the first time has read what it asks for.
            try await activate(prepared, allowed: prepared.needs, by: "usher", why: nil, migrated: false)
        }
    }

    /// Looks at plugins in the folders: those named, or all that are used.
    ///
    /// `again`: also what was refused before; `onlyNew`: not what was ever seen, as after a start, where the folders may be
    /// older than what is active.
    func look(
        at keys: Set<String>? = nil,
        by: String,
        again: Bool = false,
        onlyNew: Bool = false
    ) async throws {
        let discovery = PluginDiscovery(folders: surroundings.live.current.shelf.folders.all, only: keys)
        for failure in discovery.failures where keys == nil || again {
            surroundings.logger.error("A plugin cannot be read.", metadata: ["error": "\(failure)"])
        }
        let rows = try await rows(of: keys)
        for bundle in discovery.bundles where keys?.contains(bundle.key) ?? true {
            guard let active = rows[bundle.key] else { continue }
            guard bundle.hash != active.hash else { continue }
            if bundle.hash == active.refused, !again { continue }
            if onlyNew {
                let record = BundleRecord(bundle, version: BundleRecord.unknownVersion)
                guard try await !database.read({ try BundleTable.knows(record, in: $0) }) else { continue }
            }
            await offer(bundle, instead: active, by: by)
        }
        for (key, active) in rows where keys?.contains(key) ?? false {
            guard !discovery.bundles.contains(where: { $0.key == key }) else { continue }
            surroundings.logger.warning(
                "A plugin's file is gone; it goes on from the store until usher.yaml no longer names it.",
                metadata: ["plugin": "\(active.name)"]
            )
        }
    }

    /// Takes up what other processes, or an operator's command, made active.
    func adopt() async throws {
        let last = try await database.read { try BundleTable.lastEvent(in: $0) }
        guard last != adopted else { return }
        for (key, active) in try await rows() where running[key] != nil && running[key] != active.hash {
            let record = try await database.read {
                try BundleTable.bundle(active.kind, active.name, hash: active.hash, in: $0)
            }
            guard let bundle = record?.bundle else { continue }
            do {
                let prepared = try await PreparedReload(bundle, on: surroundings.live.current)
                swap(prepared, generation: active.generation)
                tell(prepared, generation: active.generation, "A plugin was exchanged.")
            } catch {
                // Elsewhere it loads; here the old one stays.
                running[key] = active.hash
                surroundings.logger.error(
                    "A plugin that is active does not load here.",
                    metadata: ["plugin": "\(active.name)", "error": "\(error)"]
                )
            }
        }
        adopted = last
    }

    // MARK: Exchanging

    private func offer(_ bundle: PluginBundle, instead active: ActiveBundle, by: String) async {
        do {
            let prepared = try await PreparedReload(bundle, on: surroundings.live.current)
            let widened = prepared.needs.subtracting(active.allowed)
            guard widened.isEmpty else { throw ReloadRefusal.widens(bundle.name, widened) }
            try await check(prepared)
            if let plugin = prepared.migrates {
                try await migrate(plugin, prepared, allowed: active.allowed, by: by)
            } else {
                try await activate(prepared, allowed: active.allowed, by: by, why: nil, migrated: false)
            }
        } catch {
            let reason = (error as? CommandFailure)?.messages.joined(separator: " · ") ?? "\(error)"
            await refuse(bundle, because: reason, by: by)
        }
    }

    private func check(_ prepared: PreparedReload) async throws {
        if case .automation(let plugin, _, _) = prepared.part {
            let name = plugin.name
            let awaited = try await database.read { try BundleTable.awaitedHandlers(of: name, in: $0) }
            let dropped = awaited.filter { !plugin.manifest.has(handler: $0) }
            guard dropped.isEmpty else { throw ReloadRefusal.drops(name, dropped) }
        }
        guard !prepared.bundle.specs.isEmpty || !prepared.bundle.specModules.isEmpty else { return }
        let report = await SpecRunner(bundle: prepared.bundle).run()
        guard report.failures.isEmpty else { throw ReloadRefusal.specs(prepared.bundle.name, report) }
    }

    func activate(
        _ prepared: PreparedReload,
        allowed: Set<String>,
        by: String,
        why: String?,
        migrated: Bool,
        what: BundleEvent.Kind = .activated,
        _ more: @escaping @Sendable (SQLTransaction) throws -> Void = { _ in }
    ) async throws {
        let event = BundleEvent(of: prepared.record, what, why: why, by: by, at: now)
        let record = prepared.record
        let generation = try await database.write { transaction in
            try more(transaction)
            return try BundleTable.activate(
                record,
                allowed: allowed,
                migrated: migrated,
                event: event,
                in: transaction
            )
        }
        let isExchange = running[prepared.bundle.key] != record.hash
        swap(prepared, generation: generation)
        guard isExchange else { return }
        tell(prepared, generation: generation, "A plugin was reloaded.")
        // What was rolled back to has proven itself, and after a migration there is no way back.
        if bundleIsAutomation(prepared), what == .activated, !migrated {
            surroundings.probation.begin(record.name, generation: generation)
        }
    }

    private func bundleIsAutomation(_ prepared: PreparedReload) -> Bool {
        if case .automation = prepared.part { true } else { false }
    }

    /// From here on whoever begins something begins it with the new one; what is under way ends with the old one.
    private func swap(_ prepared: PreparedReload, generation: Int64) {
        surroundings.live.exchange(for: prepared.host)
        running[prepared.bundle.key] = prepared.bundle.hash
        switch prepared.part {
        case .automation(let plugin, let listed, let configured):
            surroundings.engine.automations.exchange(
                HostedAutomation(
                    plugin,
                    mode: RunMode(rawValue: configured.mode.rawValue) ?? .off,
                    connections: listed.connections,
                    replies: listed.replies,
                    generation: generation
                )
            )
            surroundings.onAutomations()
        case .provider(let connectors):
            for connector in connectors { surroundings.served[connector.connection]?.exchange(for: connector) }
        case .notifier, .unused: break
        }
    }

    private func tell(_ prepared: PreparedReload, generation: Int64, _ message: Logger.Message) {
        surroundings.logger.notice(
            message,
            metadata: [
                "plugin": "\(prepared.record.name)", "version": "\(prepared.record.version)",
                "generation": "\(generation)", "bundle": "\(prepared.record.hash.prefix(12))",
            ]
        )
    }

    private func refuse(_ bundle: PluginBundle, because reason: String, by: String) async {
        let record = BundleRecord(bundle, version: BundleRecord.unknownVersion)
        let event = BundleEvent(of: record, .refused, why: reason, by: by, at: now)
        do {
            try await database.write { try BundleTable.refuse(record, event: event, in: $0) }
        } catch {
            surroundings.logger.error("A refusal could not be written down.", metadata: ["error": "\(error)"])
        }
        surroundings.logger.error(
            "A plugin was not reloaded; the one before stays.",
            metadata: ["plugin": "\(bundle.name)", "because": "\(reason)"]
        )
    }

    /// The active bundles, of those plugins or of all.
    func rows(of keys: Set<String>? = nil) async throws -> [String: ActiveBundle] {
        let all = try await database.read { reader in
            guard let keys else { return try BundleTable.active(in: reader) }
            return try keys.compactMap { key in
                guard let slash = key.firstIndex(of: "/") else { return nil }
                let name = String(key[key.index(after: slash)...])
                return try BundleTable.active(String(key[..<slash]), name, in: reader)
            }
        }
        return Dictionary(all.map { ("\($0.kind)/\($0.name)", $0) }) { first, _ in first }
    }
}

extension PluginBundle {
    /// The plugin's kind and name.
    var key: String { "\(kind.rawValue)/\(name)" }
}
