import Engine
import OutboundHTTP
import PluginHost
import Store
import TicketModel

/// The connections that a command needs, and those of them that could not be set up.
struct ConnectionSet: Sendable {
    var connectors: [any TicketConnector] = []
    /// By connection.
    var failures: [String: CommandFailure] = [:]
    let desk: TicketDesk
    /// Why they show nothing of what the store keeps, where it cannot be opened.
    var notes: [String] = []

    /// A failure of the desk with what the host knows of it: which file and line is to blame.
    func explained(_ failure: TicketFailure) -> CommandFailure {
        if let connection = failure.connection, let own = failures[connection] { return own }
        return CommandFailure(failure)
    }
}

extension HostAssembly {
    /// Sets up connections side by side: all of them, or those named.
    ///
    /// One that cannot be set up does not stop the others: the desk answers for it with its failure. Tickets show
    /// what a database keeps because their providers cannot hold it.
    ///
    /// `serving` puts each connector behind something of the caller's.
    func connections(
        _ names: [String]? = nil,
        in database: (any SQLDatabase)? = nil,
        serving: (PluginConnector) -> any TicketConnector = { $0 }
    ) async -> ConnectionSet {
        let wanted = configuration.connections.filter { names?.contains($0.name) ?? true }
        let plugins = await shelf.load(.provider, named: wanted.map(\.provider))
        let results = await withTaskGroup(of: (Int, Result<PluginConnector, CommandFailure>).self) { group in
            for (place, connection) in wanted.enumerated() {
                group.addTask { (place, await connector(connection, plugins[connection.provider])) }
            }
            var results: [Int: Result<PluginConnector, CommandFailure>] = [:]
            for await (place, result) in group { results[place] = result }
            return results
        }
        var connectors: [any TicketConnector] = []
        var failures: [String: CommandFailure] = [:]
        for (place, connection) in wanted.enumerated() {
            switch results[place] {
            case .success(let connector):
                connectors.append(OverlaidConnector.over(serving(connector), in: database))
            case .failure(var failure):
                failure.connection = connection.name
                failures[connection.name] = failure
            case nil: break
            }
        }
        return ConnectionSet(
            connectors: connectors,
            failures: failures,
            desk: TicketDesk(
                connectors: connectors,
                failed: configuration.connections.compactMap { connection in
                    guard wanted.contains(connection) else { return .notAskedFor(connection.name) }
                    return failures[connection.name].map {
                        FailedConnection(name: connection.name, failure: $0.asTicketFailure)
                    }
                },
                now: now
            )
        )
    }

    private func connector(
        _ connection: ConnectionConfiguration,
        _ plugin: Result<PluginGeneration, PluginLoadFailure>?
    ) async -> Result<PluginConnector, CommandFailure> {
        do throws(CommandFailure) {
            return .success(try await connected(connection, plugin))
        } catch {
            return .failure(error)
        }
    }

    /// Binds a connection to its plugin.
    func connected(
        _ connection: ConnectionConfiguration,
        _ plugin: Result<PluginGeneration, PluginLoadFailure>?
    ) async throws(CommandFailure) -> PluginConnector {
        let given = given(connection.settings, at: "connections.\(connection.name)", line: connection.line)
        guard let plugin else { throw given.problem("provider", shelf.missing(.provider, connection.provider)) }
        let generation = try loaded(plugin)
        guard case .provider(let manifest) = generation.manifest.body else {
            throw given.problem(
                "provider",
                "\(connection.provider) is no provider, but \(generation.manifest.kind.rawValue)."
            )
        }
        let settings = try given.checked(against: generation.manifest)
        let base = settings.text("base_url") ?? ""
        let client: OutboundClient
        do {
            client = try clients.client(for: connection.name, base: base, http: manifest.http, settings: settings)
        } catch {
            throw given.problem("base_url", error.message)
        }
        do {
            return try await PluginConnector(
                generation,
                connection: connection.name,
                settings: settings,
                transport: client,
                now: now,
                onLog: { line in progress.says(line.text, at: connection.name) }
            )
        } catch {
            throw given.problem("", error.message)
        }
    }

    /// Settings of a section of `usher.yaml`.
    func given(_ values: [String: ConfigurationValue], at path: String, line: Int) -> GivenSettings {
        GivenSettings(
            path: path,
            file: configuration.file,
            line: line,
            values: values,
            secrets: configuration.secrets,
            notifiers: configuration.notifiers.map(\.name)
        )
    }

    /// The generation, or why it could not be loaded: a problem of what `usher.yaml` names.
    func loaded(_ plugin: Result<PluginGeneration, PluginLoadFailure>) throws(CommandFailure) -> PluginGeneration {
        switch plugin {
        case .success(let generation): generation
        case .failure(let failure): throw CommandFailure(.plugin, failure.lines, exitCode: ExitCodes.usage)
        }
    }
}

extension CommandFailure {
    /// The same for a desk, which knows only failures of tickets.
    fileprivate var asTicketFailure: TicketFailure {
        if case .ticket(let failure) = kind { return failure }
        return TicketFailure(.invalid, messages.joined(separator: " · "), connection: connection)
    }
}

extension FailedConnection {
    /// A connection that the command line does not name: the desk only needs to know that there is one.
    fileprivate static func notAskedFor(_ name: String) -> FailedConnection {
        let message = "This command did not ask for \(name); name it with --connection."
        return FailedConnection(name: name, failure: TicketFailure(.invalid, message, connection: name))
    }
}
