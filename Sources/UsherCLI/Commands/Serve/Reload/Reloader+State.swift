import Engine
import Logging
import PluginHost
import Store
import TicketModel

// What a new bundle does to what the old one kept, and the way back.
extension Reloader {
    /// Lets a plugin bring its state up to date, and makes it active in the same commit.
    ///
    /// No run of the automation begins meanwhile, so that no old one writes over the new state.
    func migrate(
        _ plugin: PluginAutomation,
        _ prepared: PreparedReload,
        allowed: Set<String>,
        by: String
    ) async throws {
        let (name, database, now) = (plugin.name, surroundings.database, surroundings.live.current.now)
        let pause = Pause(.automation(name), reason: "its state is being migrated", by: Self.migrating, since: now())
        let isOurs = try await database.write { try PauseTable.add(pause, in: $0) }
        surroundings.logger.notice(
            "A plugin's state is to be migrated; it begins nothing until then.",
            metadata: ["plugin": "\(name)", "version": "\(prepared.record.version)"]
        )
        do {
            try await rest(name)
            var written: [(mode: String, values: [String: JSONValue])] = []
            for mode in ["live", "shadow"] {
                let old = try await database.read { try BundleTable.state(of: name, mode: mode, in: $0) }
                guard !old.isEmpty else { continue }
                var new = try await plugin.migrate(old, now: now)
                for key in old.keys where new[key] == nil { new[key] = .null }
                written.append((mode, new))
            }
            let (time, changes) = (now(), written)
            try await activate(prepared, allowed: allowed, by: by, why: nil, migrated: true) { transaction in
                for change in changes {
                    try PluginStateTable.write(
                        change.values,
                        automation: name,
                        mode: change.mode,
                        now: time,
                        in: transaction
                    )
                }
            }
        } catch {
            if isOurs { try await goOn(name) }
            throw error
        }
        if isOurs { try await goOn(name) }
    }

    static let migrating = "usher (migrate)"

    /// Lets go on what a process that was killed left paused.
    func endAbandonedMigrations() async throws {
        try await surroundings.database.write { transaction in
            for pause in try PauseTable.all(in: transaction) where pause.by == Self.migrating {
                _ = try PauseTable.remove(pause.scope, in: transaction)
            }
        }
    }

    private func goOn(_ name: String) async throws {
        _ = try await surroundings.database.write { try PauseTable.remove(.automation(name), in: $0) }
    }

    /// Waits until no attempt at a run of the automation is under way.
    private func rest(_ name: String) async throws {
        for _ in 0..<200 {
            guard try await surroundings.database.read({ try BundleTable.isRunning(name, in: $0) }) else { return }
            try await surroundings.clock.sleep(for: .milliseconds(50))
        }
        throw ReloadRefusal.keepsRunning(name)
    }

    /// Goes back to the bundle before, where a new one failed at once.
    func rollBackFailed() async throws {
        for (name, told) in surroundings.probation.takeFailed().sorted(by: { $0.key < $1.key }) {
            guard let active = try await rows()["automation/\(name)"], let previous = active.previous,
                !active.isMigrated
            else { continue }
            let record = try await surroundings.database.read {
                try BundleTable.bundle("automation", name, hash: previous, in: $0)
            }
            guard let bundle = record?.bundle else { continue }
            let prepared = try await PreparedReload(bundle, on: surroundings.live.current)
            let reason = "\(Probation.mostErrors) errors in a row within its first \(Probation.length) runs: \(told)"
            try await activate(
                prepared,
                allowed: active.allowed,
                by: "usher",
                why: reason,
                migrated: false,
                what: .rolledBack
            )
            let (kind, failed) = (active.kind, active.hash)
            // It is not offered again as long as nobody changes it.
            try await surroundings.database.write { transaction in
                guard let record = try BundleTable.bundle(kind, name, hash: failed, in: transaction) else { return }
                let time = active.activatedAt
                let event = BundleEvent(of: record, .refused, why: reason, by: "usher", at: time)
                try BundleTable.refuse(record, event: event, in: transaction)
            }
            surroundings.logger.error(
                "A plugin was rolled back.",
                metadata: ["plugin": "\(name)", "because": "\(reason)"]
            )
        }
    }
}
