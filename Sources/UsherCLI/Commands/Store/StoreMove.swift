import ArgumentParser
import Foundation
import Store
import TicketModel

struct StoreMove: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "move",
        abstract: "Copy the store into another database, SQLite or PostgreSQL, and pause the old one.",
        discussion: """
            The other database must be empty. The old store stays as it is, paused, so that the two never act both; name the new \
            one with database: in usher.yaml afterwards.

            Examples:
              usher store move --to postgres://usher@db.example.com/usher
            """
    )

    @Option(help: ArgumentHelp("postgres://… or the name of a file.", valueName: "database"))
    var to: String

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let location = try target()
            guard location != host.databaseLocation else {
                throw .usage("the store is there already; name another database")
            }
            let now = host.now()
            let (place, rows) = try await host.withStore { source in
                try await location.lend { target in
                    try await Schema.migrator.migrate(target, now: now)
                    guard try await target.read({ try StandingTables.isEmpty(in: $0) }) else {
                        throw CommandFailure.usage("\(target.location) holds a store already; name an empty database")
                    }
                    return (target.location, try await copy(source, to: target, now: now))
                }
            }
            if output.json {
                console.print(["moved": ["to": .string(place), "rows": .integer(Int64(rows))], "errors": []])
            } else {
                console.print(
                    PlainText.line(
                        "Copied \(rows) rows to \(place); the old store is paused. Now name the new one with database: in "
                            + "\(host.configuration.file)."
                    )
                )
            }
            return ExitCodes.done
        }
    }

    private func target() throws(CommandFailure) -> DatabaseLocation {
        guard let scheme = to.firstRange(of: "://").map({ to[..<$0.lowerBound] }) else {
            return .file(FilePath.resolve(to, in: FileManager.default.currentDirectoryPath))
        }
        guard ["postgres", "postgresql"].contains(scheme) else {
            throw .usage("\"\(scheme)://\" is not a database that usher speaks to; write postgres://… or a file's name")
        }
        return .postgres(to)
    }

    /// The old store is paused first, so that nothing leaves from it that the new one does not know of.
    private func copy(
        _ source: any SQLDatabase,
        to target: any SQLDatabase,
        now: Timestamp
    ) async throws -> Int {
        let whom = ProcessInfo.processInfo.userName
        let pause = Pause(.all, reason: "moved to \(target.location)", by: whom, since: now)
        let wasNew = try await source.write { try PauseTable.add(pause, in: $0) }
        do {
            let rows = try await StoreCopy(from: source, to: target).rows
            if wasNew { try await target.write { try lift($0) } }
            return rows.values.reduce(0, +)
        } catch {
            if wasNew { _ = try? await source.write { try lift($0) } }
            throw error
        }
    }

    /// Takes our own pause away; what holds a restored store stays.
    private func lift(_ transaction: SQLTransaction) throws {
        let held = try PauseTable.all(in: transaction).first { $0.scope == .restored }
        _ = try PauseTable.remove(.all, in: transaction)
        if let held { _ = try PauseTable.add(held, in: transaction) }
    }
}
