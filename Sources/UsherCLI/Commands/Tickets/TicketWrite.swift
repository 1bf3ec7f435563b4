import Engine
import Foundation
import Store
import TicketModel

/// One change of the command line, from its plan to what became of it.
struct TicketWrite: Sendable {
    let verb: String
    let actions: [Effect.Action]
    let options: HostOptions
    let printsJSON: Bool
    /// Whether nobody is to be asked.
    let isConfirmed: Bool

    /// Changes a ticket, or those that a filter lets through.
    func perform(_ target: WriteTarget, _ console: Console) async throws(CommandFailure) -> Int32 {
        switch target {
        case .ticket(let id):
            return try await perform(.ticket(id), at: [id.connection], console)
        case .filter(let filter):
            guard isConfirmed || console.canAsk else {
                throw .usage(
                    "a filter changes many tickets, and there is no terminal to ask on; add --yes if that is meant"
                )
            }
            return try await perform(
                .filter(filter),
                at: filter.connections.isEmpty ? nil : filter.connections,
                console
            )
        }
    }

    /// Does what is asked for at the connections it needs.
    func perform(
        _ target: CommandLineWrites.Target,
        at names: [String]?,
        _ console: Console
    ) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(options, console) { host throws(CommandFailure) in
            try await host.withStore(mayCreate: true) { database in
                try await perform(target, at: names, host, database, console)
            }
        }
    }

    private func perform(
        _ target: CommandLineWrites.Target,
        at names: [String]?,
        _ host: HostAssembly,
        _ database: any SQLDatabase,
        _ console: Console
    ) async throws -> Int32 {
        let connections = await host.connections(names, in: database)
        let invocation = CommandLineWrites.Invocation(
            id: UUID().uuidString.lowercased(),
            verb: verb,
            by: ProcessInfo.processInfo.userName,
            version: UsherCommand.programVersion
        )
        let parts = await HostEngine.parts(host, database, connections)
        let writes = CommandLineWrites(invocation, parts: parts)
        var plan: CommandLineWrites.Plan
        do throws(TicketFailure) {
            plan = try await writes.plan(actions, for: target)
        } catch {
            throw connections.explained(error)
        }
        plan.leaveOutDeleted()
        let failures = plan.failures.map(connections.explained)
        for note in plan.notes { console.complain(PlainText.lines(note)) }
        if case .filter = target {
            guard agree(to: plan, now: host.now(), console) else {
                console.complain("Nothing was changed.")
                if printsJSON { console.print(Self.document([], failures)) }
                return failures.map(\.exitCode).max() ?? ExitCodes.done
            }
        }
        let deliveries = try await writes.deliver(plan, notifications: NotifierDesk(host: host))
        return show(deliveries, failures, console)
    }

    /// Shows what would be touched, and asks.
    private func agree(to plan: CommandLineWrites.Plan, now: Timestamp, _ console: Console) -> Bool {
        guard !plan.tickets.isEmpty else {
            console.complain("No ticket matches.")
            return isConfirmed
        }
        guard !isConfirmed else { return true }
        for line in TextTable(plan.tickets, now: now).lines(width: console.width) { console.complain(line) }
        let what = plan.effects.filter { $0.ticket == plan.tickets[0].id }.map(\.description).joined(separator: ", ")
        let count = plan.tickets.count == 1 ? "this ticket" : "these \(plan.tickets.count) tickets"
        return console.confirms("\(PlainText.line(what)) at \(count)?")
    }

    private func show(_ deliveries: [Delivery], _ failures: [CommandFailure], _ console: Console) -> Int32 {
        if printsJSON {
            console.print(Self.document(deliveries, failures))
        } else if !deliveries.isEmpty {
            console.print(TextTable(deliveries))
        }
        for failure in failures { console.report(failure, asJSON: false) }
        for delivery in deliveries {
            if let sentence = delivery.failure?.message ?? delivery.warning.map(Sentence.of) {
                console.complain(PlainText.lines(sentence))
            }
        }
        return (failures.map(\.exitCode) + deliveries.map(\.exitCode)).max() ?? ExitCodes.done
    }

    private static func document(_ deliveries: [Delivery], _ failures: [CommandFailure]) -> JSONValue {
        ["deliveries": .array(deliveries.map(\.json)), "errors": .array(failures.flatMap(\.json))]
    }
}

extension CommandLineWrites.Plan {
    /// Leaves out tickets that are deleted: some providers still list them, and refuse to change them.
    fileprivate mutating func leaveOutDeleted() {
        let deleted = Set(tickets.filter(\.deleted).map(\.id))
        tickets.removeAll { deleted.contains($0.id) }
        effects.removeAll { effect in effect.ticket.map(deleted.contains) ?? false }
    }
}

extension Delivery {
    /// The exit code that it calls for.
    var exitCode: Int32 { failure?.kind.exitCode ?? ExitCodes.done }
}

extension TextTable {
    /// Deliveries, a row each.
    init(_ deliveries: [Delivery]) {
        self.init([.init("ticket"), .init("effect", givesWay: true), .init("outcome")])
        for delivery in deliveries {
            add([delivery.effect.ticket?.description ?? "", delivery.effect.description, delivery.outcomeText])
        }
    }
}

extension Delivery {
    /// What did not happen beside it, though it landed.
    var warning: String? {
        if case .delivered(_, let warning) = outcome { warning } else { nil }
    }

    /// What became of it, in a few words.
    var outcomeText: String {
        switch outcome {
        case .delivered(let id, _): id.map { "delivered as \($0)" } ?? "delivered"
        case .noChange: "no change: it is so already"
        case .refused(let failure): "refused (\(failure.kind.rawValue))"
        case .unknown: "unknown: nobody knows whether it landed"
        case .heldBack(let reason): "held back: \(reason)"
        case .superseded(let reason): "not sent: \(reason)"
        case .waiting(let entry, _): "waiting as entry \(entry) of the outbox"
        case .scheduled: "scheduled"
        case .recorded: "recorded"
        }
    }
}
