import ArgumentParser
import Engine
import TicketModel

struct TicketsList: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List tickets of all connections, newest first.",
        discussion: """
            All connections are read side by side. One that fails does not hide the others: its tickets are missing, \
            its error is printed, and the exit code is that error's.

            Examples:
              usher tickets list
              usher tickets list --connection portal --status open --status new
              usher tickets list --waiting-longer-than 4h --assignee none --json
              usher tickets list --text invoice --limit 20
            """
    )

    @OptionGroup(title: "Filter")
    var filter: FilterOptions

    @Option(help: ArgumentHelp("In the subject or the body, whatever the case and accents.", valueName: "words"))
    var text: String?

    @Option(help: ArgumentHelp("Stop after so many tickets.", valueName: "number"))
    var limit: Int?

    @Flag(help: "With --json: include what the provider sent, under raw.")
    var raw = false

    @Flag(help: "Read from the providers, now.")
    var live = false

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        let filter = try filter.filter(text: text)
        if let limit, limit < 1 { throw .usage("--limit is \(limit); write a number from 1") }
        return try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let connections = await host.connections(filter.connections.isEmpty ? nil : filter.connections)
            let asOf = host.now()
            let listing = await host.list(filter, limit: limit, at: connections)
            if output.json {
                console.print(listing.json(asOf: asOf, includingRaw: raw))
            } else if !listing.tickets.isEmpty || listing.failures.isEmpty {
                console.print(listing.tickets, now: asOf)
            }
            return listing.report(on: console)
        }
    }
}

/// A listing with its failures as an operator reads them.
struct TicketListing: Sendable {
    var tickets: [Ticket]
    var notes: [String]
    var failures: [CommandFailure]

    func json(asOf: Timestamp, includingRaw: Bool) -> JSONValue {
        var document: [String: JSONValue] = [
            "tickets": .array(tickets.map { $0.json(includingRaw: includingRaw) }),
            "errors": .array(failures.flatMap(\.json)),
            "as_of": asOf.json,
        ]
        if !notes.isEmpty { document["notes"] = .array(notes.map(JSONValue.string)) }
        return .object(document)
    }

    /// Says on standard error what is worth knowing and what failed.
    /// - Returns: the exit code.
    func report(on console: Console) -> Int32 {
        for note in notes { console.complain(PlainText.lines(note)) }
        for failure in failures { console.report(failure, asJSON: false) }
        return failures.map(\.exitCode).max() ?? ExitCodes.done
    }
}

extension HostAssembly {
    /// Lists tickets, with progress on a terminal.
    func list(_ filter: TicketFilter, limit: Int? = nil, at connections: ConnectionSet) async -> TicketListing {
        let listing = await connections.desk.list(filter, limit: limit) { progress.read($0) }
        progress.end()
        return TicketListing(
            tickets: listing.tickets,
            notes: listing.notes + (configuration.connections.isEmpty ? [noConnections] : []),
            failures: listing.failures.map(connections.explained)
        )
    }

    private var noConnections: String {
        "\(configuration.file) names no connection; add one under connections:, as \"usher init\" shows."
    }
}
