import LuaRuntime
import TicketModel

/// One loaded bundle: its manifest, and the states that serve its calls.
package final class PluginGeneration: Sendable {
    package let bundle: PluginBundle
    package let manifest: PluginManifest
    package let limits: PluginLimits
    let pool: EnginePool

    private init(bundle: PluginBundle, manifest: PluginManifest, limits: PluginLimits, pool: EnginePool) {
        self.bundle = bundle
        self.manifest = manifest
        self.limits = limits
        self.pool = pool
    }

    /// Loads a bundle: runs its file sealed, and reads what it declares.
    package static func load(
        _ bundle: PluginBundle,
        limits: PluginLimits = PluginLimits()
    ) async throws(PluginLoadFailure) -> PluginGeneration {
        let pool = EnginePool(size: limits.states) { () async throws(LuaFailure) -> LuaEngine in
            try await PluginState.engine(for: bundle, memory: limits.memory).engine
        }
        let declared: LuaValue
        do {
            declared = try await PluginState.engine(for: bundle, memory: limits.memory).declared
        } catch {
            throw .plugin(PluginFailure(error, kind: .load, bundle: bundle, handler: nil))
        }
        do {
            let manifest = try ManifestReader(bundle: bundle).read(declared)
            return PluginGeneration(bundle: bundle, manifest: manifest, limits: limits, pool: pool)
        } catch {
            throw .manifest(error)
        }
    }

    /// Calls through one of the doors of the host's own Lua.
    func call(
        _ door: String,
        _ arguments: [LuaValue],
        handler: String,
        scope: CallScope
    ) async throws(PluginFailure) -> [LuaValue] {
        let limits = self.limits.call
        let plugin = manifest.name
        do {
            return try await pool.call(
                LuaInvocation([.name(door)], arguments, limits: limits, context: scope) { used in
                    let usage = CallUsage(used)
                    scope.usage = usage
                    usage.count(plugin: plugin, handler: handler)
                }
            )
        } catch {
            var failure = PluginFailure(error, kind: .script, bundle: bundle, handler: handler)
            failure.log = scope.log
            failure.usage = scope.usage
            if failure.kind == .limits { failure.message += limitRemedy(error.kind) }
            throw failure
        }
    }

    private func limitRemedy(_ kind: LuaFailure.Kind) -> String {
        guard kind == .memory else { return "; do less in one call, or raise limits in usher.yaml" }
        return ": it may hold \(limits.memory >> 20) MB; hold less at once, or raise limits.memory in usher.yaml"
    }

    /// Has a state ready for the next call, which is otherwise made when it comes.
    package func prepare() async throws(PluginFailure) {
        do {
            try await pool.prepare()
        } catch {
            throw PluginFailure(error, kind: .load, bundle: bundle, handler: nil)
        }
    }

    /// Bytes that its states hold while they serve no call.
    package var memoryHeld: Int {
        get async { await pool.memoryHeld }
    }

    /// Lets go of what its states hold and nothing needs any more.
    package func collectGarbage() async {
        await pool.collectGarbage()
    }

    package func close() async {
        await pool.close()
    }
}

/// What a plugin may use, and how many calls it serves at once.
package struct PluginLimits: Sendable, Hashable {
    /// Bytes that one state may hold.
    package var memory: Int
    /// The plugin's own computing time in one call, without what it waits for.
    package var cpu: Duration
    /// The wall time of one call.
    package var deadline: Duration
    /// Steps that Lua's library may do in one call, about one for a character or an element.
    package var steps: Int
    /// How often one call may call the host.
    package var hostCalls: Int
    /// Bytes that one call may hand to the host.
    package var output: Int
    /// How many states there may be.
    package var states: Int

    package init(
        memory: Int = 32 << 20,
        cpu: Duration = .seconds(2),
        deadline: Duration = .seconds(300),
        steps: Int = 2_000_000_000,
        hostCalls: Int = 1_000_000,
        output: Int = 256 << 20,
        states: Int = 8
    ) {
        self.memory = memory
        self.cpu = cpu
        self.deadline = deadline
        self.steps = steps
        self.hostCalls = hostCalls
        self.output = output
        self.states = states
    }

    var call: LuaLimits {
        LuaLimits(cpu: cpu, deadline: deadline, steps: steps, hostCalls: hostCalls, output: output)
    }
}

/// Why a bundle could not be loaded.
package enum PluginLoadFailure: Error, Sendable, Equatable, CustomStringConvertible {
    case plugin(PluginFailure)
    case manifest(ManifestProblems)

    package var description: String {
        switch self {
        case .plugin(let failure): failure.description
        case .manifest(let problems): problems.description
        }
    }

    /// The same as one failure, the first problem's place in it.
    package var failure: PluginFailure {
        switch self {
        case .plugin(let failure): failure
        case .manifest(let problems):
            PluginFailure(
                .manifest,
                plugin: problems.plugin,
                message: problems.problems.map { $0.key.isEmpty ? $0.message : "\($0.key): \($0.message)" }.joined(
                    separator: " · "
                ),
                file: problems.problems.first?.file,
                line: problems.problems.first?.line
            )
        }
    }
}

extension PluginFailure {
    init(_ failure: LuaFailure, kind: Kind, bundle: PluginBundle, handler: String?) {
        let kind: Kind =
            switch failure.kind {
            case .memory, .outOfTime, .exhausted: .limits
            case .cancelled: .cancelled
            case .syntax, .script, .misuse: kind
            }
        let named = failure.kind == .script ? failure.value.text.flatMap { NamedPlace(in: $0, of: bundle) } : nil
        // A call may be ended inside the host's own Lua, which is no place that its author knows.
        let isOurs = failure.file?.hasPrefix("usher/") ?? false
        self.init(
            kind,
            plugin: bundle.name,
            handler: handler,
            message: named?.rest ?? failure.message,
            file: named?.file ?? (isOurs ? bundle.mainFile : failure.file) ?? (kind == .load ? bundle.mainFile : nil),
            line: named?.line ?? (isOurs ? nil : failure.line),
            traceback: failure.traceback
        )
        raised = failure.value.table.flatMap { TicketFailure(raised: $0) }
    }
}

/// The place that a raised text names before its message.
///
/// It is right where the raising line is another one: a module that does not compile, an error that was caught and
/// raised again.
private struct NamedPlace {
    var file: String
    var line: Int
    var rest: String

    init?(in text: String, of bundle: PluginBundle) {
        guard let match = text.prefixMatch(of: #/([^\n]*?):(\d+): /#), let line = Int(match.2) else { return nil }
        let name = String(match.1)
        // Lua shortens long names to their ends.
        let shortened = name.hasPrefix("...") ? String(name.dropFirst(3)) : nil
        let files = bundle.files.keys.filter { file in file == name || shortened.map { file.hasSuffix($0) } ?? false }
        guard files.count == 1 else { return nil }
        self.file = files[0]
        self.line = line
        rest = String(text[match.range.upperBound...])
    }
}
