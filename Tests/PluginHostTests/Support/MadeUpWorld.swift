import Synchronization
import TicketModel

@testable import PluginHost

/// Tickets that a test made up, in batches as a listing gives them.
final class MadeUpTickets: TicketSource {
    let batches: [[Ticket]]
    let threads: [String: [Message]]
    let capable: Capabilities?
    /// What every read after so many batches fails with.
    let failure: (after: Int, TicketFailure)?
    /// Whether messages are answered with at all.
    let answers: Bool
    /// Hears that messages were asked for.
    let onMessages: @Sendable () -> Void
    private let asked = Mutex<[TicketFilter]>([])

    init(
        _ batches: [[Ticket]] = [],
        threads: [String: [Message]] = [:],
        capable: Capabilities? = Capabilities(operations: Set(TicketOperation.allCases)),
        failure: (after: Int, TicketFailure)? = nil,
        answers: Bool = true,
        onMessages: @escaping @Sendable () -> Void = {}
    ) {
        self.batches = batches
        self.threads = threads
        self.capable = capable
        self.failure = failure
        self.answers = answers
        self.onMessages = onMessages
    }

    /// The filters of the listings that were begun.
    var filters: [TicketFilter] { asked.withLock { $0 } }

    func list(_ filter: TicketFilter, after listing: TicketListingHandle?) async throws(TicketFailure) -> TicketBatch {
        if listing == nil { asked.withLock { $0.append(filter) } }
        let number = listing?.number ?? 0
        if let failure, number >= failure.after { throw failure.1 }
        let tickets = batches.indices.contains(number) ? batches[number] : []
        return TicketBatch(tickets: tickets, listing: TicketListingHandle(number: number + 1))
    }

    func get(_ id: TicketID) async throws(TicketFailure) -> Ticket {
        guard let ticket = batches.joined().first(where: { $0.id == id }) else {
            throw TicketFailure(.notFound, "there is no ticket \(id).", connection: id.connection)
        }
        return ticket
    }

    func messages(of ticket: Ticket) async throws(TicketFailure) -> [Message] {
        onMessages()
        if let failure, failure.after == 0 { throw failure.1 }
        // Only being cancelled ends this wait.
        if !answers { try? await Task.sleep(for: .seconds(3600)) }
        return threads[ticket.id.id] ?? []
    }

    func capabilities(of connection: String) -> Capabilities? {
        capable
    }
}

/// What `ctx.state` holds before a run.
struct MadeUpStorage: PluginStorage {
    var values: [String: JSONValue] = [:]

    func value(of key: String) async throws(TicketFailure) -> JSONValue? {
        values[key]
    }
}

/// A made-up automation and its world.
struct Workshop {
    let automation: PluginAutomation
    var tickets = MadeUpTickets()
    var storage = MadeUpStorage()
    var mode = RunMode.shadow

    init(
        _ text: String,
        settings: [String: JSONValue] = [:],
        limits: PluginLimits = PluginLimits()
    ) async throws {
        let generation = try await PluginGeneration.load(MadeUpPlugin.file(.automation, text), limits: limits)
        let (checked, problems) = SettingsCheck.check(settings, against: generation.manifest.settings, plugin: "acme")
        guard problems.isEmpty, let automation = PluginAutomation(generation, settings: checked) else {
            throw Desk.UnfitSettings(problems: problems)
        }
        self.automation = automation
    }

    var world: AutomationWorld {
        AutomationWorld(tickets: tickets, storage: storage, mode: mode, now: { MadeUpPlugin.now })
    }

    static func ticket(_ id: String = "1", _ change: (inout Ticket) -> Void = { _ in }) -> Ticket {
        var ticket = Ticket(id: TicketID(connection: "desk", id: id), provider: "acme")
        ticket.status = .open
        change(&ticket)
        return ticket
    }

    /// Runs the first trigger as if this ticket had just been created.
    func created(_ ticket: Ticket = ticket(), message: Message? = nil) async throws(PluginFailure) -> HandlerOutcome {
        let change = TicketChange(kind: .ticketCreated, ticket: ticket, message: message)
        return try await automation.run(.trigger(0, change), in: world)
    }

    func failure(_ ticket: Ticket = ticket()) async -> PluginFailure? {
        do throws(PluginFailure) {
            _ = try await created(ticket)
            return nil
        } catch {
            return error
        }
    }

    /// What the first trigger prints.
    static func printed(_ run: String, for ticket: Ticket = ticket()) async throws -> [String] {
        try await Workshop(MadeUpPlugin.automation(run)).created(ticket).log.map(\.text)
    }

    /// Why the first trigger fails, with its place; nil where it does not.
    static func refusal(_ run: String, needs: [String] = [], keys: String = "") async throws -> String? {
        try await Workshop(MadeUpPlugin.automation(run, needs: needs, keys: keys)).failure()?.message
    }
}
