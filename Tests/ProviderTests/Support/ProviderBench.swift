import Engine
import Foundation
import OutboundHTTP
import Simulator
import TicketModel

@testable import PluginHost

/// One simulated vendor, and the shipped plugin bound to it as the host binds it.
struct ProviderBench {
    let simulator: ProviderSimulator
    let connector: PluginConnector
    let transport: OutboundTransport

    static let plugins = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../plugins")
        .standardized.path

    /// Runs a test over a running simulator, and shuts everything down after it.
    static func run(
        _ provider: SimulatedProvider,
        options: SimulatorOptions = SimulatorOptions(),
        settings: [String: JSONValue] = [:],
        token: String? = nil,
        requestTimeout: Duration = .seconds(30),
        retries: RetryPolicy = .never,
        _ body: (ProviderBench) async throws -> Void
    ) async throws {
        let simulator = ProviderSimulator(provider, options: options)
        let address = try await simulator.start()
        // A busy machine may take long to accept a connection; no test is about that.
        var patient = OutboundLimits()
        patient.connectTimeout = .seconds(60)
        let transport = OutboundTransport(limits: patient)
        do {
            let connector = try await connector(
                provider,
                baseURL: address.baseURL,
                token: token ?? address.token,
                settings: settings,
                transport: transport,
                requestTimeout: requestTimeout,
                retries: retries
            )
            try await body(ProviderBench(simulator: simulator, connector: connector, transport: transport))
            try await transport.shutdown()
            await simulator.stop()
        } catch {
            try? await transport.shutdown()
            await simulator.stop()
            throw error
        }
    }

    private static func connector(
        _ provider: SimulatedProvider,
        baseURL: String,
        token: String,
        settings given: [String: JSONValue],
        transport: OutboundTransport,
        requestTimeout: Duration,
        retries: RetryPolicy
    ) async throws -> PluginConnector {
        let generation = try await generation(provider.rawValue)
        let settings = checked(
            given.merging(["base_url": .string(baseURL), "token": .string(token)]) { given, _ in given },
            generation
        )
        guard case .provider(let manifest) = generation.manifest.body else { throw CocoaError(.featureUnsupported) }
        var limits = OutboundLimits()
        limits.requestTimeout = requestTimeout
        let factory = ClientFactory(transport: transport, limits: limits, retries: retries)
        let client = try factory.client(for: "desk", base: baseURL, http: manifest.http, settings: settings)
        return try await PluginConnector(
            generation,
            connection: "desk",
            settings: settings,
            transport: client,
            now: Self.now
        )
    }

    static func generation(_ name: String) async throws -> PluginGeneration {
        try await PluginGeneration.load(try PluginDiscovery.bundle(at: "\(plugins)/providers/\(name)"))
    }

    static func checked(_ given: [String: JSONValue], _ generation: PluginGeneration) -> PluginSettings {
        SettingsCheck.check(given, against: generation.manifest.settings, plugin: generation.manifest.name).settings
    }

    static let now: @Sendable () -> Timestamp = {
        Timestamp(seconds: Date().timeIntervalSince1970) ?? Timestamp(microseconds: 0)
    }

    /// All tickets that match, as `usher tickets list` reads them.
    func list(_ filter: TicketFilter = TicketFilter()) async -> DeskListing {
        await TicketDesk(connectors: [connector], now: Self.now).list(filter)
    }

    /// A ticket with its messages, as `usher tickets show` reads it.
    func show(_ id: String) async throws -> ShownTicket {
        try await TicketDesk(connectors: [connector], now: Self.now).show(TicketID(connection: "desk", id: id))
    }

    func write(_ action: Effect.Action, on id: String? = nil, knowing ticket: Ticket? = nil) async throws
        -> WriteOutcome
    {
        let effect = Effect(ticket: id.map { TicketID(connection: "desk", id: $0) }, action: action)
        return try await connector.write(effect, to: ticket, key: "test-key")
    }

    /// The failure that a call ends with; nil where it ends well.
    func failure(_ body: () async throws -> Void) async -> TicketFailure? {
        do {
            try await body()
            return nil
        } catch {
            return error as? TicketFailure
        }
    }

    var violations: [Violation] { get async { await simulator.books().violations } }

    var requestCount: Int { get async { await simulator.books().requestCount } }
}

extension SimulatedProvider {
    /// Which operations a vendor's API has, by its own pages.
    var operations: Set<TicketOperation> {
        switch self {
        case .mijnklantportaal: [.list, .get, .messages, .reply, .setStatus, .attach]
        case .klinkcx: [.list, .create, .setStatus, .setPriority, .assign]
        case .usercom: [.list, .create, .setStatus, .assign]
        case .ippanel: [.list, .get, .messages, .reply, .attach]
        }
    }
}
