import ArgumentParser
import Foundation
import SQLiteDriver

/// Measures the host from inside; `scripts/bench` runs it, holds it against its peers and prints the table.
@main
struct UsherBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "UsherBench",
        abstract: "Measures the host from inside; scripts/bench runs it and holds it against its peers.",
        subcommands: [
            RunsCommand.self, LatencyCommand.self, SyncCommand.self, FiltersCommand.self,
            WebhooksCommand.self, SlotsCommand.self, FillCommand.self,
            JSONCommand.self, CallsCommand.self, StatesCommand.self, NeighbourCommand.self, AttacksCommand.self,
            EnduranceCommand.self,
        ]
    )
}

/// Where the store of a measurement is: a PostgreSQL database, or a file in a folder of its own.
struct StoreOptions: ParsableArguments {
    @Option(help: "A PostgreSQL database to fill; without it a SQLite file in --folder.")
    var database: String?

    @Option(help: "Where the SQLite file is made.")
    var folder: String = FileManager.default.temporaryDirectory.path
}

struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "runs", abstract: "Durable runs a second.")

    @OptionGroup var store: StoreOptions
    @Option(help: "How many runs.") var count = 20_000

    func run() async throws {
        try await BenchStore.with(store) { try await DurableRuns(database: $0).measure(count) }.write()
    }
}

struct LatencyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "latency", abstract: "From a change to its handler.")

    @OptionGroup var store: StoreOptions
    @Option(help: "How many changes, one after the other.") var count = 400

    func run() async throws {
        try await BenchStore.with(store) { try await IdleLatency(database: $0).measure(count) }.write()
    }
}

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "sync", abstract: "A first sync, and one after it.")

    @OptionGroup var store: StoreOptions
    @Option(help: "Where the pages are.") var url: String
    @Flag(help: "Leaves out what follows the first sync.") var once = false

    func run() async throws {
        try await BenchStore.with(store) { try await FirstSync(database: $0, url: url, isOnce: once).measure() }.write()
    }
}

struct FiltersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "filters", abstract: "Filters over many tickets.")

    @OptionGroup var store: StoreOptions
    @Option(help: "How many tickets.") var tickets = 1_000_000
    @Option(help: "A SQLite file that the command fill made, instead of filling one.") var filled: String?
    @Flag(help: "Tells every filter's time on standard error.") var verbose = false

    func run() async throws {
        let (verbose, tickets) = (verbose, tickets)
        if let filled {
            return try await BenchStore.lend(try await SQLiteDatabase.open(path: filled)) {
                try await MirrorFilters(database: $0, isVerbose: verbose).measure()
            }.write()
        }
        try await BenchStore.with(store) {
            let mirror = FullMirror(database: $0, tickets: tickets)
            try await mirror.fill(WallTime.now())
            try await mirror.writeWords()
            return try await MirrorFilters(database: $0, isVerbose: verbose).measure()
        }.write()
    }
}

struct JSONCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "json", abstract: "JSON to Lua values and back.")

    @Option(help: "A file with a page of tickets: an object whose data is their list.") var document: String

    func run() async throws {
        try await JSONBench.measure(document).write()
    }
}
