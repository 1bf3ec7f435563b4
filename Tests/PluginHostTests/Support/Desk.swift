import OutboundHTTP
import TicketModel

@testable import PluginHost

/// A made-up provider bound to the connection `desk`, over scripted HTTP.
struct Desk {
    let connector: PluginConnector
    let transport: MadeUpTransport

    /// `keys`: what the provider declares beside the least, which it may replace.
    init(
        _ keys: String,
        settings: [String: JSONValue] = [:],
        _ transport: MadeUpTransport = MadeUpTransport(.answered()),
        limits: PluginLimits = PluginLimits()
    ) async throws {
        let generation = try await PluginGeneration.load(
            MadeUpPlugin.file(.provider, MadeUpPlugin.provider(keys)),
            limits: limits
        )
        let (checked, problems) = SettingsCheck.check(settings, against: generation.manifest.settings, plugin: "acme")
        guard problems.isEmpty else { throw UnfitSettings(problems: problems) }
        self.transport = transport
        connector = try await PluginConnector(
            generation,
            connection: "desk",
            settings: checked,
            transport: transport,
            now: { MadeUpPlugin.now }
        )
    }

    struct UnfitSettings: Error {
        var problems: [SettingProblem]
    }

    /// The ticket `1` with nothing but its id.
    static let bareTicket = Ticket(id: TicketID(connection: "desk", id: "1"), provider: "acme")

    /// The failure of an operation; nil where it succeeded.
    static func failure(_ operation: () async throws(TicketFailure) -> Void) async -> TicketFailure? {
        do throws(TicketFailure) {
            try await operation()
            return nil
        } catch {
            return error
        }
    }

    func reply(_ text: String = "Hello", to ticket: Ticket = bareTicket) async throws(TicketFailure) -> WriteOutcome {
        try await connector.write(Effect(ticket: ticket.id, action: .reply(text)), to: ticket, key: "k-1")
    }

    func listFailure(_ filter: TicketFilter = TicketFilter(), at cursor: PageCursor? = nil) async -> TicketFailure? {
        await Self.failure { () throws(TicketFailure) in _ = try await connector.page(filter, at: cursor) }
    }

    func replyFailure() async -> TicketFailure? {
        await Self.failure { () throws(TicketFailure) in _ = try await reply() }
    }
}
