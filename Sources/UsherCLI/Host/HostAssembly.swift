import Engine
import Foundation
import OutboundHTTP
import PluginHost
import TicketModel

/// What a command works with, made from `usher.yaml`: plugins, connections, notifiers, and one transport for all of them.
struct HostAssembly: Sendable {
    var configuration: HostConfiguration
    var shelf: PluginShelf
    let clients: ClientFactory
    let progress: ProgressLine
    /// The wall clock.
    let now: @Sendable () -> Timestamp

    /// Makes the host, lends it to a body, and closes its connections at the end.
    ///
    /// `says` hears what plugins print, where that is not to go to standard error as it is.
    static func open<Result>(
        _ options: HostOptions,
        _ console: Console,
        says: (@Sendable (_ connection: String, _ text: String) -> Void)? = nil,
        _ body: (HostAssembly) async throws(CommandFailure) -> Result
    ) async throws(CommandFailure) -> Result {
        let configuration: HostConfiguration
        do {
            configuration = try ConfigurationFile.load(path: options.config)
        } catch {
            throw CommandFailure(error)
        }
        let folders = try PluginFolders(configuration, shipped: ShippedPlugins.folder())
        let progress = ProgressLine(console, says: says)
        let transport = OutboundTransport()
        let host = HostAssembly(
            configuration: configuration,
            shelf: PluginShelf(folders),
            clients: ClientFactory(transport: transport, onWait: { progress.waits($0, for: $1) }),
            progress: progress,
            now: { WallClock.now() }
        )
        do throws(CommandFailure) {
            let result = try await body(host)
            await host.close(transport)
            return result
        } catch {
            await host.close(transport)
            throw error
        }
    }

    /// The same host under its configuration as the file has it now, with the plugins that the folders hold now.
    func reconfigured() throws(CommandFailure) -> HostAssembly {
        var host = self
        do {
            host.configuration = try ConfigurationFile.load(path: configuration.file)
        } catch {
            throw CommandFailure(error)
        }
        host.shelf = PluginShelf(try PluginFolders(host.configuration, shipped: ShippedPlugins.folder()))
        return host
    }

    /// The plugins that the configuration makes use of.
    var usedPlugins: [(kind: PluginKind, name: String)] {
        configuration.connections.map { (.provider, $0.provider) }
            + configuration.automations.filter { $0.mode != .off }.map { (.automation, $0.name) }
            + configuration.notifiers.map { (.notifier, $0.plugin) }
    }

    /// Their bundles, each once.
    var usedBundles: [PluginBundle] {
        var seen: Set<String> = []
        return usedPlugins.compactMap { shelf.bundle($0.kind, $0.name) }.filter { seen.insert($0.key).inserted }
    }

    private func close(_ transport: OutboundTransport) async {
        progress.end()
        // The process ends: a connection that will not close is none of the operator's concern.
        try? await transport.shutdown()
    }
}

/// The one place that asks for the time.
enum WallClock {
    static func now() -> Timestamp {
        Timestamp(seconds: Date.now.timeIntervalSince1970) ?? Timestamp(microseconds: 0)
    }
}
