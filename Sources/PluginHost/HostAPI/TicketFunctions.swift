import FoundationEssentials
import LuaRuntime
import TicketModel

extension HostFunctions {
    /// What an automation reads tickets with.
    static var tickets: [HostFunction] {
        [
            .waiting("tickets_list") { call in
                let handler = try handlerScope(call)
                let filter = try filter(call[1])
                let listing = call[2].integer.map { TicketListingHandle(number: Int($0)) }
                do {
                    let batch = try await handler.world.tickets.list(filter, after: listing)
                    return [.list(handler.hand(batch.tickets)), .integer(Int64(batch.listing.number))]
                } catch let failure as TicketFailure {
                    return [.nil, failure.lua]
                }
            },
            .waiting("ticket_get") { call in
                let handler = try handlerScope(call)
                do {
                    return handler.hand([try await handler.world.tickets.get(try id(call[1]))])
                } catch let failure as TicketFailure {
                    return [.nil, failure.lua]
                }
            },
            .immediate("ticket_field") { call in
                [try handlerScope(call).field(call[2].text ?? "", of: call[1].integer ?? 0)]
            },
            .waiting("ticket_messages") { call in
                let handler = try handlerScope(call)
                do {
                    let ticket = try handler.ticket(call[1].text ?? "")
                    return [.list(try await handler.world.tickets.messages(of: ticket).map(\.lua))]
                } catch let failure as TicketFailure {
                    return [.nil, failure.lua]
                }
            },
            .waiting("waiting_since") { call in
                let handler = try handlerScope(call)
                let ticket = try handler.ticket(call[1].text ?? "")
                let capabilities = handler.world.tickets.capabilities(of: ticket.id.connection)
                guard capabilities?.has(.messages) == true else { return [.nil] }
                do {
                    let since = ticket.waitingSince(messages: try await handler.world.tickets.messages(of: ticket))
                    return [since.value.map { .number($0.secondsSinceEpoch) } ?? .nil]
                } catch let failure as TicketFailure {
                    throw LuaRaise(value: failure.lua)
                }
            },
            .immediate("can") { call in
                let handler = try handlerScope(call)
                let ticket = try handler.ticket(call[1].text ?? "")
                return [.boolean(try can(call, handler.world.tickets.capabilities(of: ticket.id.connection)))]
            },
            .immediate("automatic_reason") { call in
                let handler = try handlerScope(call)
                let ticket = try handler.ticket(call[1].text ?? "")
                return [handler.automaticReason(ticket).map { .text($0) } ?? .nil]
            },
            .waiting("state_get") { call in
                let handler = try handlerScope(call)
                do {
                    return [try await handler.value(of: try text(call, 1)).map { LuaValue($0) } ?? .nil]
                } catch let failure as TicketFailure {
                    throw LuaRaise(value: failure.lua)
                }
            },
            .immediate("state_set") { call in
                let handler = try handlerScope(call)
                if case .function = call[2] { throw LuaRaise("ctx.state keeps what JSON can say, and not a function") }
                try handler.write(call[2].json, under: try text(call, 1))
                return []
            },
        ]
    }

    static func handlerScope(_ call: LuaCall) throws -> HandlerScope {
        guard let scope = try call.scope().handler else { throw LuaRaise("this belongs to an automation's handler") }
        return scope
    }

    static func filter(_ value: LuaValue) throws(LuaRaise) -> TicketFilter {
        guard let table = value.table else { throw LuaRaise("a filter is a table, as in { status = \"open\" }") }
        do {
            return try TicketFilter(table.members, zone: TimeZone(identifier: "UTC"))
        } catch {
            throw LuaRaise("\(error)")
        }
    }

    static func id(_ value: LuaValue) throws(LuaRaise) -> TicketID {
        do {
            return try TicketID(parsing: value.text ?? "")
        } catch {
            throw LuaRaise("\(error)")
        }
    }

    private static func can(_ call: LuaCall, _ capabilities: Capabilities?) throws(LuaRaise) -> Bool {
        guard let operation = call[2].text.flatMap(TicketOperation.init(rawValue:)) else {
            let words = TicketOperation.allCases.map(\.rawValue).joined(separator: ", ")
            throw LuaRaise("ticket:can takes one of \(words)")
        }
        guard let capabilities, capabilities.has(operation) else { return false }
        guard let word = call[3].text else { return true }
        do {
            switch operation {
            case .setStatus: return capabilities.rawStatus(for: try StatusWord(parsing: word)) != nil
            case .setPriority: return capabilities.rawPriority(for: try PriorityWord(parsing: word)) != nil
            default: return true
            }
        } catch {
            throw LuaRaise("\(error)")
        }
    }
}

extension Capabilities {
    /// The provider's own word for a status that can be set; nil where it cannot.
    func rawStatus(for word: StatusWord) -> String? {
        switch word {
        case .normalised(let status): statusTargets[status]
        case .raw(let raw): rawStatuses.map { $0.contains(raw) } ?? true ? raw : nil
        }
    }

    /// The provider's own word for a priority that can be set; nil where it cannot.
    func rawPriority(for word: PriorityWord) -> String? {
        switch word {
        case .normalised(let priority): priorityTargets[priority]
        case .raw(let raw): raw
        }
    }
}
