import ArgumentParser
import Engine
import Foundation
import Store
import TicketModel

struct TicketsList: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List tickets of all connections, newest first.",
        discussion: """
            A connection that "usher sync" has read lately, less than twice its poll ago, is shown from the mirror, and \
            it is said as of when; the others are read live, side by side, as all are with --live. One that fails does \
            not hide the others: its tickets are missing, its error is printed, and the exit code is that error's.

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
            let names = filter.connections.isEmpty ? nil : filter.connections
            return try await host.withConnections(names) { connections, database in
                let listing =
                    if let database, !live {
                        await host.list(filter, limit: limit, at: connections, mirroredIn: database)
                    } else {
                        await host.list(filter, limit: limit, at: connections)
                    }
                return show(listing, now: host.now(), console)
            }
        }
    }

    private func show(_ listing: TicketListing, now: Timestamp, _ console: Console) -> Int32 {
        if output.json {
            console.print(listing.json(asOf: listing.asOf.values.min() ?? now, includingRaw: raw))
        } else {
            if !listing.tickets.isEmpty || listing.failures.isEmpty { console.print(listing.tickets, now: now) }
            if let sentence = listing.mirrorSentence { console.complain(sentence) }
        }
        return listing.report(on: console)
    }
}

/// A listing with its failures as an operator reads them.
struct TicketListing: Sendable {
    var tickets: [Ticket]
    var notes: [String]
    var failures: [CommandFailure]
    /// How new the mirror is, for each connection that came from it.
    var asOf: [String: Timestamp] = [:]

    /// What came from the mirror, for people; nil where nothing did.
    var mirrorSentence: String? {
        guard let oldest = asOf.values.min() else { return nil }
        let names = asOf.keys.sorted().joined(separator: ", ")
        return "From the mirror, as of \(oldest.rfc3339(in: .current)): \(names). --live reads from the providers."
    }

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
    /// Lists tickets live, with progress on a terminal.
    func list(_ filter: TicketFilter, limit: Int? = nil, at connections: ConnectionSet) async -> TicketListing {
        let listing = await connections.desk.list(filter, limit: limit) { progress.read($0) }
        return told(MirroredListing(listing: listing, asOf: [:]), of: connections)
    }

    /// Lists tickets from the mirror where that is young enough, else live.
    ///
    /// A database that cannot be read hides no ticket: a note tells of it, and everything is read live.
    func list(
        _ filter: TicketFilter,
        limit: Int?,
        at connections: ConnectionSet,
        mirroredIn database: any SQLDatabase
    ) async -> TicketListing {
        let ages = Dictionary(
            uniqueKeysWithValues: configuration.connections.map { connection in
                let poll = connection.poll ?? .usualPoll
                return (connection.name, TimeSpan(microseconds: poll.microseconds * 2))
            }
        )
        do {
            let listing = try await connections.desk.list(
                filter,
                limit: limit,
                mirroredIn: database,
                youngerThan: ages
            ) { progress.read($0) }
            return told(listing, of: connections)
        } catch {
            var listing = await list(filter, limit: limit, at: connections)
            listing.notes += CommandFailure(store: error).messages
            return listing
        }
    }

    private func told(_ mirrored: MirroredListing, of connections: ConnectionSet) -> TicketListing {
        progress.end()
        let listing = mirrored.listing
        return TicketListing(
            tickets: listing.tickets,
            notes: connections.notes + listing.notes + (configuration.connections.isEmpty ? [noConnections] : []),
            failures: listing.failures.map(connections.explained),
            asOf: mirrored.asOf
        )
    }

    private var noConnections: String {
        "\(configuration.file) names no connection; add one under connections:, as \"usher init\" shows."
    }
}

extension TimeSpan {
    /// How often a connection is read that says nothing of it.
    static let usualPoll = TimeSpan.minutes(2)
}
