import ArgumentParser
import Foundation
import SQLiteDriver
import Store
import TicketModel

struct StoreBackup: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write a consistent copy of the store into a file, while others go on working.",
        discussion: """
            The copy is a SQLite file, whichever database the store is in; it is checked before it gets its name, and only its \
            owner may read it. It holds what customers wrote, so keep it as you keep the store.

            Examples:
              usher store backup /backups/usher.backup
              usher store backup /backups/usher.backup --overwrite --json
            """
    )

    @Argument(help: "The file to write.", completion: .file())
    var path: String

    @Flag(help: "Replace a backup that is there, once the new one is whole.")
    var overwrite = false

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let target = FilePath.resolve(path, in: FileManager.default.currentDirectoryPath)
            guard overwrite || !FileTree.exists(target) else {
                throw .usage("there is a file \"\(path)\" already; name another, or say --overwrite")
            }
            if FileTree.isFolder(target) { throw .usage("\"\(path)\" is a folder; name a file in it") }
            guard await isReplaceable(target) else {
                throw .usage("\"\(path)\" is no backup, and only a backup is replaced; name another file")
            }
            let copying = BackupCopy(location: host.databaseLocation, now: host.now)
            let backup: BackupCopy.Result
            do {
                backup = try await copying.write(to: target)
            } catch {
                throw CommandFailure(store: error)
            }
            if output.json {
                console.print(["backup": backup.json, "errors": []])
            } else {
                console.print(PlainText.line("Backed up to \(backup.path): \(backup.sentence)."))
            }
            return ExitCodes.done
        }
    }

    /// Whether nothing is lost there but an older backup: what is overwritten by mistake may be the store itself.
    private func isReplaceable(_ target: String) async -> Bool {
        guard FileTree.exists(target), !SQLiteFile.isEmpty(target) else { return true }
        guard SQLiteFile.isSealed(target) else { return false }
        let location = DatabaseLocation.file(target)
        return (try? await location.lend(readOnly: true) { try await !Schema.applied(in: $0).isEmpty }) ?? false
    }
}

/// Writes a backup beside its place, checks it, and gives it its name.
struct BackupCopy: Sendable {
    /// A backup that was written.
    struct Result: Sendable {
        var path: String
        var at: Timestamp
        var bytes: Int64
        var size: StoreSize
    }

    let location: DatabaseLocation
    let now: @Sendable () -> Timestamp

    /// - Throws: what went wrong; then there is no new file, and one that was there is as it was.
    func write(to target: String) async throws -> Result {
        let partial = "\(target).partial-\(UUID().uuidString.prefix(8).lowercased())"
        do {
            // A file can say it to the second; what was open a moment before counts as open.
            let seconds = now().microseconds / 1_000_000
            try await copy(to: partial)
            let size = try await examine(partial)
            try await SQLiteFile.seal(partial, secondsSince1970: seconds)
            try SQLiteFile.move(partial, to: target)
            let attributes = try? FileManager.default.attributesOfItem(atPath: target)
            let bytes = (attributes?[.size] as? NSNumber)?.int64Value ?? 0
            let at = Timestamp(microseconds: seconds * 1_000_000)
            return Result(path: target, at: at, bytes: bytes, size: size)
        } catch {
            for suffix in ["", "-wal", "-shm", "-journal"] {
                try? FileManager.default.removeItem(atPath: partial + suffix)
            }
            throw error
        }
    }

    private func copy(to partial: String) async throws {
        switch location {
        case .file(let path):
            guard FileTree.exists(path) else { throw CommandFailure.noStore(path) }
            try await SQLiteFile.copy(path, to: partial)
        case .postgres:
            try await location.lend { source in
                let applied = try await Schema.applied(in: source)
                guard !applied.isEmpty else { throw CommandFailure.noTables(source.location) }
                let migrations = Schema.migrations.prefix(applied.count)
                try await DatabaseLocation.file(partial).lend { target in
                    // A store that is older than the program stays so in its backup; a newer one is refused here.
                    try await Migrator(Array(migrations)).migrate(target, now: now())
                    guard migrations.map(\.name) == applied else {
                        try await Schema.migrator.migrate(source, now: now())
                        return
                    }
                    _ = try await StoreCopy(from: source, to: target, migrations: applied.count)
                }
            }
        }
    }

    private func examine(_ partial: String) async throws -> StoreSize {
        try await DatabaseLocation.file(partial).lend { database in
            guard try await !Schema.applied(in: database).isEmpty else { throw CommandFailure.noTables("the store") }
            let problems = try await StoreCheck(of: database).findings.compactMap(\.problem)
            guard problems.isEmpty else { throw CommandFailure.damaged(problems, then: "no backup was written") }
            guard try await Schema.applied(in: database).count == Schema.migrations.count else { return StoreSize() }
            return try await database.read { try StoreSize(in: $0) }
        }
    }
}

extension BackupCopy.Result {
    fileprivate var sentence: String {
        let counts: [(StoreSize.Class, String)] = [(.tickets, "tickets"), (.messages, "messages"), (.acted, "acts")]
        let told = counts.compactMap { name, word in size.parts[name].map { "\($0.rows) \(word)" } }
        return (told + [ByteCount.text(bytes), "as of \(at)"]).joined(separator: ", ")
    }

    fileprivate var json: JSONValue {
        ["path": .string(path), "at": at.json, "bytes": .integer(bytes)]
    }
}

extension DatabaseLocation {
    /// Opens the database as it is, lends it to a body and closes it.
    func lend<Result: Sendable>(
        readOnly: Bool = false,
        _ body: (any SQLDatabase) async throws -> Result
    ) async throws -> Result {
        let database = try await open(readOnly: readOnly)
        do {
            let result = try await body(database)
            await database.close()
            return result
        } catch {
            await database.close()
            throw error
        }
    }
}

extension CommandFailure {
    static func noTables(_ location: String) -> CommandFailure {
        CommandFailure(.store, ["\(location) has none of Usher's tables yet; \"usher sync\" makes them."])
    }

    static func damaged(_ problems: [String], then clause: String) -> CommandFailure {
        let told = problems.joined(separator: "; ")
        return CommandFailure(
            .store,
            ["The store is damaged, and \(clause): \(told). \"usher store check\" tells more."]
        )
    }
}

/// Amounts of bytes for people.
enum ByteCount {
    static func text(_ bytes: Int64) -> String {
        var amount = Double(bytes)
        var units = ["KB", "MB", "GB", "TB"][...]
        guard amount >= 1024 else { return "\(bytes) B" }
        amount /= 1024
        var unit = units.removeFirst()
        while amount >= 1024, let larger = units.popFirst() {
            amount /= 1024
            unit = larger
        }
        let tenths = Int64((amount * 10).rounded())
        return tenths % 10 == 0 || tenths >= 1000 ? "\(tenths / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
    }
}
