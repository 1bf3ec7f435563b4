import LuaRuntime
import TicketModel

/// Settles what a provider plugin computes from a connection's settings.
struct ConnectorBinder {
    let generation: PluginGeneration
    let manifest: ProviderManifest
    let connection: String
    let settings: LuaValue
    let now: @Sendable () -> Timestamp

    func words() async throws(TicketFailure) -> ProviderWords {
        var words = ProviderWords()
        var unknown: [String] = []
        words.statuses = try await self.map(manifest.statuses, "statuses") {
            ProviderWords.words($0) { unknown.append($0) }
        }
        words.priorities = try await self.map(manifest.priorities, "priorities") {
            ProviderWords.words($0) { unknown.append($0) }
        }
        words.statusTargets = ProviderWords.inverse(words.statuses)
        if let targets = manifest.statusTargets {
            words.statusTargets = try await map(targets, "status_targets") {
                ProviderWords.targets($0) { unknown.append($0) }
            }
        }
        words.priorityTargets = ProviderWords.inverse(words.priorities)
        if let targets = manifest.priorityTargets {
            words.priorityTargets = try await map(targets, "priority_targets") {
                ProviderWords.targets($0) { unknown.append($0) }
            }
        }
        guard let word = unknown.min() else { return words }
        let statuses = TicketStatus.allCases.map(\.rawValue).joined(separator: ", ")
        let priorities = TicketPriority.allCases.map(\.rawValue).joined(separator: ", ")
        throw TicketFailure(
            .invalid,
            "connections.\(connection): a map of words names \(word), which is none of ours; the statuses are \(statuses), the priorities \(priorities).",
            connection: connection
        )
    }

    func capabilities(_ words: ProviderWords) async throws(TicketFailure) -> Capabilities {
        var capabilities = Capabilities(
            operations: manifest.operations,
            statusTargets: manifest.operations.contains(.setStatus) ? words.statusTargets : [:],
            priorityTargets: manifest.operations.contains(.setPriority) ? words.priorityTargets : [:],
            sideEffects: manifest.sideEffects
        )
        guard manifest.narrowsCapabilities else { return capabilities }
        let narrowed = try await plain("capabilities").table ?? LuaTable()
        for (name, value) in narrowed.sortedFields {
            guard let operation = TicketOperation(rawValue: name) else {
                let hint =
                    Suggestion.closest(to: name, among: TicketOperation.allCases.map(\.rawValue))
                    .map { "did you mean \"\($0)\"?" } ?? "it takes the names of operations."
                throw TicketFailure(
                    .protocolError,
                    "the plugin \(generation.manifest.name) answered capabilities of \(connection) wrongly: there is no operation \"\(name)\"; \(hint)",
                    connection: connection
                )
            }
            if value == .boolean(false) { capabilities.operations.remove(operation) }
            guard let allowed = value.table?.list.compactMap(\.text) else { continue }
            if operation == .setStatus {
                capabilities.statusTargets = capabilities.statusTargets.filter { allowed.contains($0.key.rawValue) }
                capabilities.rawStatuses = Array(capabilities.statusTargets.values).sorted()
            } else if operation == .setPriority {
                capabilities.priorityTargets = capabilities.priorityTargets.filter { allowed.contains($0.key.rawValue) }
            }
        }
        if !capabilities.has(.setStatus) { capabilities.statusTargets = [:] }
        if !capabilities.has(.setPriority) { capabilities.priorityTargets = [:] }
        return capabilities
    }

    private func map<Key, Value>(
        _ map: WordMap<Key, Value>,
        _ name: String,
        _ read: (LuaValue) -> [Key: Value]
    ) async throws(TicketFailure) -> [Key: Value] {
        switch map {
        case .fixed(let words): words
        case .computed: read(try await plain(name))
        }
    }

    /// Calls a function of the declaration that only computes.
    private func plain(_ name: String) async throws(TicketFailure) -> LuaValue {
        do {
            let scope = CallScope(bundle: generation.bundle, now: now)
            let results = try await generation.call(
                "configured",
                [.list([.text(name)]), settings],
                handler: name,
                scope: scope
            )
            return results.first ?? .nil
        } catch {
            throw error.ticketFailure(connection: connection)
        }
    }
}
