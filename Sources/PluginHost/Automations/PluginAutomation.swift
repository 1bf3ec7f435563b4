import FoundationEssentials
import LuaRuntime
package import TicketModel

/// An automation plugin with its settings.
package final class PluginAutomation: Automation {
    package let manifest: AutomationManifest
    private let generation: PluginGeneration
    private let settings: LuaValue

    package var name: String { generation.manifest.name }
    package var version: String { generation.manifest.version }

    /// - Returns: nil where the generation is no automation.
    package init?(_ generation: PluginGeneration, settings: PluginSettings) {
        guard case .automation(let manifest) = generation.manifest.body else { return nil }
        self.manifest = manifest.resolved(with: settings)
        self.generation = generation
        self.settings = LuaValue(.object(settings.plain))
    }

    package func run(
        _ handler: AutomationHandler,
        in world: AutomationWorld
    ) async throws(PluginFailure) -> HandlerOutcome {
        let change: TicketChange? = if case .trigger(_, let change) = handler { change } else { nil }
        let scope = HandlerScope(automation: name, manifest: manifest, world: world, mayAct: true, change: change)
        let call = CallScope(bundle: generation.bundle, now: world.now, handler: scope)
        switch handler {
        case .trigger(let index, let change):
            let path: [LuaValue] = ["triggers", .integer(Int64(index + 1)), "run"]
            _ = try await self.call(path, call, "event", change.lua(in: scope))
        case .schedule(let index, let ticket):
            let path: [LuaValue] = ["schedules", .integer(Int64(index + 1)), "run"]
            _ = try await self.call(path, call, "ticket", ticket.map { scope.hand([$0])[0] } ?? .nil)
        case .later(let name, let payload):
            _ = try await self.call(["later", .text(name)], call, "payload", LuaValue(payload))
        }
        return HandlerOutcome(effects: scope.effects, stateWrites: scope.stateWrites, log: call.log, usage: call.usage)
    }

    package func accepts(
        _ change: TicketChange,
        trigger index: Int,
        in world: AutomationWorld
    ) async throws(PluginFailure) -> Bool {
        let scope = HandlerScope(automation: name, manifest: manifest, world: world, mayAct: false, change: change)
        let call = CallScope(bundle: generation.bundle, now: world.now, handler: scope)
        let path: [LuaValue] = ["triggers", .integer(Int64(index + 1)), "condition"]
        return try await self.call(path, call, "event", change.lua(in: scope)).first?.isTruthy ?? false
    }

    package func filter(
        ofSchedule index: Int,
        in world: AutomationWorld
    ) async throws(PluginFailure) -> TicketFilter {
        let call = CallScope(bundle: generation.bundle, now: world.now)
        let path: [LuaValue] = ["schedules", .integer(Int64(index + 1)), "each"]
        let results = try await generation.call(
            "configured",
            [.list(path), settings],
            handler: Self.words(path),
            scope: call
        )
        let message: String
        do {
            // No filter is not the empty one, which every ticket matches.
            if let terms = results.first?.table {
                return try TicketFilter(terms.members, zone: TimeZone(identifier: "UTC"))
            }
            message = "each answers a filter, as in { status = \"open\" }, not \(results.first?.typeName ?? "nil")"
        } catch {
            message = "\(error)"
        }
        throw PluginFailure(
            .script,
            plugin: name,
            handler: Self.words(path),
            message: message,
            file: generation.bundle.mainFile,
            line: manifest.schedules[index].line
        )
    }

    /// Brings what `ctx.state` holds up to date: what the plugin's `migrate` makes of it.
    package func migrate(
        _ state: [String: JSONValue],
        now: @escaping @Sendable () -> Timestamp
    ) async throws(PluginFailure) -> [String: JSONValue] {
        let call = CallScope(bundle: generation.bundle, now: now)
        let results = try await generation.call(
            "plain",
            [.list(["migrate"]), LuaValue(.object(state))],
            handler: "migrate",
            scope: call
        )
        guard let table = results.first?.table else {
            throw PluginFailure(
                .script,
                plugin: name,
                handler: "migrate",
                message: "migrate answers the new state, as in { count = 1 }, not \(results.first?.typeName ?? "nil")",
                file: generation.bundle.mainFile
            )
        }
        return table.members
    }

    private func call(
        _ path: [LuaValue],
        _ scope: CallScope,
        _ kind: String,
        _ subject: LuaValue
    ) async throws(PluginFailure) -> [LuaValue] {
        let mode = scope.handler?.world.mode ?? .shadow
        return try await generation.call(
            "handler",
            [.list(path), settings, .text(mode.rawValue), .text(kind), subject],
            handler: Self.words(path),
            scope: scope
        )
    }

    /// A path in words, as in `triggers[1].run`.
    private static func words(_ path: [LuaValue]) -> String {
        path.reduce("") { words, key in
            if let position = key.integer { return "\(words)[\(position)]" }
            return words.isEmpty ? key.text ?? "" : "\(words).\(key.text ?? "")"
        }
    }
}

extension TicketChange {
    /// The event that a handler is given.
    fileprivate func lua(in scope: HandlerScope) -> LuaValue {
        var table = LuaTable()
        table["kind"] = .text(kind.rawValue)
        table["ticket"] = scope.hand([ticket])[0]
        table["message"] = message?.lua ?? .nil
        table["actor"] = .text(actor.rawValue)
        table["from"] = from.map { .text($0.status.rawValue) } ?? .nil
        table["to"] = to.map { .text($0.status.rawValue) } ?? .nil
        return .table(table)
    }
}

extension AutomationManifest {
    /// The same with what its schedules take from settings.
    fileprivate func resolved(with settings: PluginSettings) -> AutomationManifest {
        let plain = settings.plain
        var manifest = self
        for place in schedules.indices {
            let days = schedules[place].excludeSettings.flatMap { plain[$0]?.arrayValue ?? [] }
            // The settings have been checked: a text that is no day is not among them.
            manifest.schedules[place].exclude += days.compactMap { try? CalendarDays(parsing: $0.stringValue ?? "") }
        }
        return manifest
    }
}
