import LuaRuntime
import OutboundHTTP
import Synchronization
import TicketModel

/// What the spec files of one plugin reach: the plugin itself, and what they have set up.
final class SpecScope: Sendable {
    /// A provider or notifier bound to scripted HTTP.
    struct Connection: Sendable {
        var transport: ScriptedTransport
        var connector: PluginConnector?
        var notifier: PluginNotifier?
    }

    private struct State {
        var connections: [Connection] = []
        var results: [SpecResult] = []
        var required: Set<String> = []
    }

    let generation: PluginGeneration
    private let state = Mutex(State())

    /// Where a spec's clock stands unless it says otherwise.
    static let noon = Timestamp(microseconds: 1_768_478_400_000_000)

    init(generation: PluginGeneration) {
        self.generation = generation
    }

    var results: [SpecResult] { state.withLock { $0.results } }

    /// The files that were required as modules.
    var required: Set<String> { state.withLock { $0.required } }

    func require(_ file: String) {
        state.withLock { _ = $0.required.insert(file) }
    }

    func connection(_ number: LuaValue) throws(LuaRaise) -> Connection {
        let connections = state.withLock { $0.connections }
        guard let index = number.integer, connections.indices.contains(Int(index) - 1) else {
            throw LuaRaise("call a connection's functions with a colon: connection:call(…)")
        }
        return connections[Int(index) - 1]
    }

    /// Notes how an `it` ended; a request that nothing was scripted for fails it.
    func finish(_ name: String, file: String, line: Int?, passed: Bool, message: String?) {
        let unscripted = state.withLock { $0.connections }.flatMap { $0.transport.takeUnscripted() }
        // The place stands beside the message: that of the error where it tells one, else that of the `it`.
        let place = message?.prefixMatch(of: #/([^\n:]+):(\d+): /#)
        let plain = message.map { String($0[(place?.range.upperBound ?? $0.startIndex)...]) }
        let why = plain ?? unscripted.first.map { "\($0) was asked for, and nothing is scripted for it" }
        let result = SpecResult(
            name: name,
            file: place.map { String($0.1) } ?? file,
            line: place.flatMap { Int($0.2) } ?? line,
            passed: passed && unscripted.isEmpty,
            message: why
        )
        state.withLock { $0.results.append(result) }
    }

    // MARK: Connections

    func connect(_ options: LuaTable) async throws -> Int {
        let now = try Self.time(options["now"])
        let settings = try self.settings(options["settings"])
        let manifest = generation.manifest
        let connection: Connection
        switch manifest.body {
        case .provider(let provider):
            let transport = ScriptedTransport(
                base: settings.text("base_url") ?? "",
                headers: Self.headers(provider.http, settings)
            )
            let connector = try await PluginConnector(
                generation,
                connection: "spec",
                settings: settings,
                transport: transport,
                now: { now }
            )
            connection = Connection(transport: transport, connector: connector)
        case .notifier(let notifier):
            // A notifier's URL is written with its path in a script: "" asks for the URL itself.
            let url = settings.text("url") ?? ""
            let path =
                url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).dropFirst(3).first.map {
                    "/\($0)"
                } ?? ""
            let transport = ScriptedTransport(
                base: String(url.dropLast(path.count)),
                path: path,
                headers: Self.headers(notifier.http, settings)
            )
            let bound = PluginNotifier(generation, name: "spec", settings: settings, transport: transport, now: { now })
            connection = Connection(transport: transport, notifier: bound)
        case .automation:
            throw LuaRaise("an automation has no connection of its own; use spec.world { … }")
        }
        return state.withLock { state in
            state.connections.append(connection)
            return state.connections.count
        }
    }

    /// Settings as given; a URL or a secret that is needed and not given is made up.
    func settings(_ given: LuaValue) throws(LuaRaise) -> PluginSettings {
        var values = given.table?.members ?? [:]
        let declarations = generation.manifest.settings
        for declaration in declarations where values[declaration.name] == nil && declaration.defaultValue == nil {
            guard !declaration.isOptional else { continue }
            if declaration.kind == .url { values[declaration.name] = "https://desk.example.com" }
            if declaration.kind == .secret {
                values[declaration.name] = .string(
                    declaration.name == "url" ? "https://hooks.example.com/spec" : "spec-\(declaration.name)"
                )
            }
        }
        // Seconds, as Lua has them, are as good as "4h" here.
        for declaration in declarations where declaration.kind == .duration {
            if let seconds = values[declaration.name]?.numberValue, let span = TimeSpan(seconds: seconds) {
                values[declaration.name] = .string(span.description)
            }
        }
        let checked = SettingsCheck.check(values, against: declarations, plugin: generation.manifest.name)
        if let problem = checked.problems.first { throw LuaRaise("settings.\(problem.key): \(problem.message)") }
        return checked.settings
    }

    private static func headers(_ http: HTTPDeclaration, _ settings: PluginSettings) -> HeaderList {
        var headers = HeaderList()
        for (name, template) in http.headers { headers.append(name, Template.fill(template, settings.text)) }
        if case .header(let name, let value) = http.auth {
            headers.append(Template.fill(name, settings.text), Template.fill(value, settings.text))
        }
        return headers
    }

    static func time(_ value: LuaValue) throws(LuaRaise) -> Timestamp {
        guard let text = value.text else { return noon }
        do {
            return try Timestamp(parsing: text, zone: nil)
        } catch {
            throw LuaRaise("now: \(error)")
        }
    }
}
