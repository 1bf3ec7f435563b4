import ArgumentParser
import Engine
import Store
import TicketModel

struct StoreErase: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase a requester's tickets, messages and what was done with them from the store.",
        discussion: """
            WHO is an id, an email or a name, in any case; * stands for anything. What would be erased is shown and asked for; \
            --yes does not ask. What waits to be sent to them is given up. Keys, counters and that something was sent stay, \
            so nobody is answered twice. Erase them at the provider first: what it still shows is read again by the next \
            sync, without triggering anything. Backups made before, and logs of PostgreSQL, still hold it.

            Examples:
              usher store erase --requester ada@example.com
              usher store erase --requester '*@example.com' --connection portal --yes --json
            """
    )

    @Option(help: ArgumentHelp("Whom.", valueName: "who"))
    var requester: String

    @Option(
        name: .customLong("connection"),
        help: ArgumentHelp("Only at this connection; may be given again.", valueName: "name")
    )
    var connections: [String] = []

    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        guard let pattern = PersonPattern(requester) else {
            throw .usage("--requester needs an id, an email or a name; \"\(requester)\" would be everybody")
        }
        return try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let names = host.configuration.connections.map(\.name)
            if let stray = connections.first(where: { !names.contains($0) }) {
                throw .usage("there is no connection \"\(stray)\" in \(host.configuration.file)")
            }
            return try await host.withStore { database in
                let finding = try await database.read { [connections] in
                    try ErasureFinding(of: pattern, connections: connections, in: $0)
                }
                guard !finding.isEmpty else {
                    throw CommandFailure.noPerson(requester)
                }
                if !output.json || !yes { show(finding, console) }
                guard yes || console.canAsk else {
                    throw CommandFailure.usage("nobody can be asked here; say --yes to erase this")
                }
                guard yes || console.confirms("Erase this?") else { return ExitCodes.failed }
                let tally = try await erase(finding, database, now: host.now)
                return show(tally, finding, console)
            }
        }
    }

    /// A few tickets at a time, so that nobody else waits for long.
    private func erase(
        _ finding: ErasureFinding,
        _ database: any SQLDatabase,
        now: @escaping @Sendable () -> Timestamp
    ) async throws -> Erasure.Tally {
        var tally = Erasure.Tally()
        var rest = finding.tickets[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(50))
            rest = rest.dropFirst(50)
            tally.add(try await database.write { try Erasure.erase(some, now: now(), in: $0) })
        }
        for (ticket, ids) in finding.messages.sorted(by: { $0.key < $1.key }) {
            tally.add(try await database.write { try Erasure.blank(ids, of: ticket, now: now(), in: $0) })
        }
        tally.effects += try await database.write { [creations = finding.creations] in
            try Erasure.blank(effects: creations, now: now(), in: $0)
        }
        return tally
    }

    private func show(_ finding: ErasureFinding, _ console: Console) {
        for (connection, persons) in finding.persons.sorted(by: { $0.key < $1.key }) {
            for person in persons.map(\.told).sorted() {
                console.complain(PlainText.line("\(connection): \(person)"))
            }
        }
        let elsewhere = finding.messages.values.reduce(0) { $0 + $1.count }
        console.complain(
            "\(finding.tickets.count) tickets of theirs, and \(elsewhere) messages of theirs on other tickets."
        )
    }

    private func show(_ tally: Erasure.Tally, _ finding: ErasureFinding, _ console: Console) -> Int32 {
        if output.json {
            console.print(json(tally, finding))
        } else {
            console.print(
                "Erased \(tally.tickets) tickets, \(tally.messages) messages, and what \(tally.changes) changes, "
                    + "\(tally.runs) runs and \(tally.effects) effects said of them."
            )
        }
        for (automation, keys) in finding.memories.sorted(by: { $0.key < $1.key }) {
            let names = ShownText.list(keys.map { "\"\($0)\"" }, "and")
            console.complain(PlainText.line("\(automation) remembers them in ctx.state under \(names); that was left."))
        }
        guard tally.busy.isEmpty else {
            let names = ShownText.list(tally.busy.map(\.description), "and")
            console.complain(PlainText.line("Something is under way at \(names); run the command again in a minute."))
            return ExitCodes.failed
        }
        return ExitCodes.done
    }

    private func json(_ tally: Erasure.Tally, _ finding: ErasureFinding) -> JSONValue {
        let remembered = finding.memories.sorted { $0.key < $1.key }.map { automation, keys -> JSONValue in
            ["automation": .string(automation), "keys": .array(keys.map(JSONValue.string))]
        }
        return [
            "erased": [
                "tickets": .integer(Int64(tally.tickets)), "messages": .integer(Int64(tally.messages)),
                "changes": .integer(Int64(tally.changes)), "runs": .integer(Int64(tally.runs)),
                "effects": .integer(Int64(tally.effects)),
                "left": .array(tally.busy.map { .string($0.description) }), "remembered": .array(remembered),
            ],
            "errors": [],
        ]
    }
}

extension Person {
    /// All that is known, for somebody who has to be sure.
    fileprivate var told: String { [name, email, id].compactMap(\.self).joined(separator: ", ") }
}

extension CommandFailure {
    fileprivate static func noPerson(_ who: String) -> CommandFailure {
        CommandFailure(
            TicketFailure(
                .notFound,
                "The store holds nothing of a requester \"\(who)\"; say an id, an email or a name as the provider has it, "
                    + "or part of it with *."
            )
        )
    }
}
