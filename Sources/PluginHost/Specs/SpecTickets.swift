import LuaRuntime
import TicketModel

/// The made-up tickets of a spec's world.
struct SpecTickets: TicketSource {
    let tickets: [Ticket]
    private let threads: [TicketID: [Message]]
    private let operations: Set<TicketOperation>
    private let now: Timestamp

    init(rows: [LuaValue], capabilities: LuaTable?, now: Timestamp) throws {
        var tickets: [Ticket] = []
        var threads: [TicketID: [Message]] = [:]
        for row in rows {
            let connection = row.table?["connection"].text ?? "spec"
            let reader = RowReader(
                connection: connection,
                provider: row.table?["provider"].text ?? "spec",
                bodyFormat: .text,
                statuses: Dictionary(uniqueKeysWithValues: TicketStatus.allCases.map { ($0.rawValue, $0) }),
                priorities: Dictionary(uniqueKeysWithValues: TicketPriority.allCases.map { ($0.rawValue, $0) })
            )
            do {
                let read = try reader.ticket(row, in: "spec.world")
                tickets.append(read.ticket)
                threads[read.ticket.id] = (read.messages ?? []).map(Self.visible)
            } catch {
                throw LuaRaise(error.message)
            }
        }
        self.tickets = tickets
        self.threads = threads
        self.now = now
        operations =
            capabilities.map { Set($0.list.compactMap { $0.text.flatMap(TicketOperation.init(rawValue:)) }) }
            ?? Set(TicketOperation.allCases)
    }

    /// A made-up message is public unless it says otherwise.
    private static func visible(_ message: Message) -> Message {
        var message = message
        if message.visibility == .unknown { message.visibility = .public }
        return message
    }

    func thread(of ticket: Ticket) -> [Message] {
        threads[ticket.id] ?? []
    }

    func waitingSince(_ ticket: Ticket) -> Presence<Timestamp>? {
        operations.contains(.messages) ? ticket.waitingSince(messages: thread(of: ticket)) : nil
    }

    func matching(_ filter: TicketFilter) -> [Ticket] {
        tickets.filter { filter.evaluate($0, now: now, waitingSince: waitingSince($0), except: []).isMatch }
    }

    func list(_ filter: TicketFilter, after listing: TicketListingHandle?) async throws(TicketFailure) -> TicketBatch {
        TicketBatch(tickets: listing == nil ? matching(filter) : [], listing: TicketListingHandle(number: 1))
    }

    func get(_ id: TicketID) async throws(TicketFailure) -> Ticket {
        guard let ticket = tickets.first(where: { $0.id == id }) else {
            throw TicketFailure(.notFound, "there is no ticket \(id) in this world.", connection: id.connection)
        }
        return ticket
    }

    func messages(of ticket: Ticket) async throws(TicketFailure) -> [Message] {
        guard operations.contains(.messages) else {
            throw TicketFailure.unsupported(.messages, provider: ticket.provider, connection: ticket.id.connection)
        }
        return thread(of: ticket)
    }

    func capabilities(of connection: String) -> Capabilities? {
        Capabilities(
            operations: operations,
            statusTargets: Dictionary(uniqueKeysWithValues: TicketStatus.allCases.map { ($0, $0.rawValue) }),
            priorityTargets: Dictionary(uniqueKeysWithValues: TicketPriority.allCases.map { ($0, $0.rawValue) })
        )
    }
}
