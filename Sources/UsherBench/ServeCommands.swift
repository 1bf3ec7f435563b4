import ArgumentParser
import Foundation
import SQLiteDriver
import Store

struct WebhooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "webhooks", abstract: "Signed webhooks to a daemon.")

    @Option(help: "Where the daemon listens on this machine.") var port: Int
    @Option(help: "The path of the connection's webhooks.") var path: String
    @Option(help: "The header that the signature stands in.") var header = "x-signature"
    @Option(help: "What they are signed with.") var secret: String
    @Option(help: "How many.") var count = 50_000
    @Option(help: "On how many connections.") var connections = 64
    @Option(help: "How many a second at most; as many as are answered where absent.") var rate: Double?

    func run() async throws {
        let load = WebhookLoad(host: "127.0.0.1", port: port, path: path, header: header, secret: secret)
        try await load.measure(count, connections: connections, rate: rate).write()
    }
}

struct SlotsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "slots", abstract: "How late slots become runs.")

    @OptionGroup var store: StoreOptions

    func run() async throws {
        try await BenchStore.with(store) { try await SlotLateness(database: $0).measure() }.write()
    }
}

struct FillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fill", abstract: "A store with many tickets.")

    @Argument(help: "The SQLite file to make.") var path: String
    @Option(help: "How many tickets.") var tickets = 1_000_000

    func run() async throws {
        let database = try await SQLiteDatabase.open(path: path)
        try await Schema.migrator.migrate(database, now: WallTime.now())
        let mirror = FullMirror(database: database, tickets: tickets)
        try await mirror.fill(WallTime.now())
        try await mirror.writeWords()
        await database.close()
    }
}
