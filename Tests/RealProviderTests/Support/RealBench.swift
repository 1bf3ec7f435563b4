import Engine
import Foundation
import OutboundHTTP
import Testing
import TicketModel

@testable import PluginHost

/// One real server, and the shipped plugin bound to it as the host binds it.
struct RealBench: Sendable {
    let server: RealServer
    let raw: any RawDesk
    let connector: PluginConnector
    /// What the plugin has sent.
    let log: RequestLog

    static let plugins = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../plugins")
        .standardized.path

    static let now: @Sendable () -> Timestamp = {
        Timestamp(seconds: Date().timeIntervalSince1970) ?? Timestamp(microseconds: 0)
    }

    /// Runs a test over a connection, and shuts its client down after it.
    static func run<Value: Sendable>(
        _ server: RealServer,
        settings own: [String: JSONValue] = [:],
        _ body: (RealBench) async throws -> Value
    ) async throws -> Value {
        var patient = OutboundLimits()
        patient.connectTimeout = .seconds(60)
        let transport = OutboundTransport(limits: patient)
        do {
            let settings = try server.settings().merging(own) { _, own in own }
            let value = try await body(try await RealBench(server, settings, transport))
            try await transport.shutdown()
            return value
        } catch {
            try? await transport.shutdown()
            throw error
        }
    }

    private init(_ server: RealServer, _ given: [String: JSONValue], _ transport: OutboundTransport) async throws {
        self.server = server
        raw = try server.raw()
        let bundle = try PluginDiscovery.bundle(at: "\(Self.plugins)/providers/\(server.rawValue)")
        let generation = try await PluginGeneration.load(bundle)
        guard case .provider(let manifest) = generation.manifest.body else { throw CocoaError(.featureUnsupported) }
        let check = SettingsCheck.check(given, against: generation.manifest.settings, plugin: server.rawValue)
        try #require(check.problems.isEmpty, "\(check.problems)")
        let client = try ClientFactory(transport: transport, retries: .never).client(
            for: "desk",
            base: try #require(given["base_url"]?.stringValue),
            http: manifest.http,
            settings: check.settings
        )
        log = RequestLog(client)
        connector = try await PluginConnector(
            generation,
            connection: "desk",
            settings: check.settings,
            transport: log,
            now: Self.now
        )
    }

    /// All tickets that match, as `usher tickets list` reads them.
    func list(_ filter: TicketFilter = TicketFilter()) async -> DeskListing {
        await TicketDesk(connectors: [connector], now: Self.now).list(filter)
    }

    /// The messages of a ticket, as `usher tickets show` reads them.
    func messages(_ id: String) async throws -> [Message] {
        let shown = try await TicketDesk(connectors: [connector], now: Self.now).show(ticketID(id))
        return try #require(shown.messages)
    }

    func get(_ id: String) async throws -> Ticket {
        try await connector.get(id).ticket
    }

    func ticketID(_ id: String) -> TicketID { TicketID(connection: "desk", id: id) }

    @discardableResult
    func write(_ action: Effect.Action, on id: String? = nil, knowing ticket: Ticket? = nil) async throws
        -> WriteOutcome
    {
        try await connector.write(Effect(ticket: id.map(ticketID), action: action), to: ticket, key: "test-key")
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
}
