import ArgumentParser
import Foundation
import SQLiteDriver
import Store
import TicketModel

struct StoreRestore: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the place of the store, and hold everything.",
        discussion: """
            The store of before is kept: a file under another name, tables of PostgreSQL in a schema of their own. Nothing runs \
            and nothing leaves until a sync has read every connection again, what may have been sent since the backup was \
            read back, and you say "usher resume --all". What came in since the backup triggers nothing.

            Examples:
              usher store restore /backups/usher.backup
            """
    )

    @Argument(help: "A file that \"usher store backup\" wrote.", completion: .file())
    var path: String

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let source = FilePath.resolve(path, in: FileManager.default.currentDirectoryPath)
            guard FileTree.exists(source), !FileTree.isFolder(source) else {
                throw .usage("there is no file \"\(path)\"; name one that \"usher store backup\" wrote")
            }
            let restoring = BackupRestore(
                source: source,
                location: host.databaseLocation,
                folder: host.configuration.folder,
                now: host.now()
            )
            let restored: BackupRestore.Result
            do {
                restored = try await restoring.perform()
            } catch {
                throw CommandFailure(store: error)
            }
            if output.json {
                console.print(["restored": restored.json(from: source), "errors": []])
            } else {
                show(restored, console)
            }
            return ExitCodes.done
        }
    }

    private func show(_ restored: BackupRestore.Result, _ console: Console) {
        console.print(PlainText.line("Restored the backup of \(restored.at); everything is held."))
        if let kept = restored.kept { console.print(PlainText.line("What was there before is kept as \(kept).")) }
        console.print(
            """
            Now run "usher sync" until nothing is unknown, look at "usher outbox list --waiting", then "usher resume --all".
            What came in since then triggers nothing: "usher tickets list --updated-after \(restored.at)" shows it.
            """
        )
    }
}

/// Makes a store of a backup.
struct BackupRestore: Sendable {
    /// A store that was restored.
    struct Result: Sendable {
        /// When the backup was made.
        var at: Timestamp
        /// Where the store of before is.
        var kept: String?
        var doubtful: RestoreHold.Tally
    }

    let source: String
    let location: DatabaseLocation
    /// Where a file may lie for a while.
    let folder: String
    let now: Timestamp

    /// - Throws: what went wrong; then the store is as it was.
    func perform() async throws -> Result {
        let place = if case .file(let path) = location { path } else { "\(folder)/usher" }
        let scratch = "\(place).restoring-\(UUID().uuidString.prefix(8).lowercased())"
        do {
            let result = try await perform(through: scratch)
            clean(scratch)
            return result
        } catch {
            clean(scratch)
            // The file beside the store is none that anybody has heard of.
            let failure = CommandFailure(store: error)
            throw CommandFailure(
                .store,
                failure.messages.map { $0.replacing(scratch, with: source) },
                exitCode: failure.exitCode
            )
        }
    }

    private func perform(through scratch: String) async throws -> Result {
        let at: Timestamp
        do {
            at = Timestamp(microseconds: try await SQLiteFile.time(of: source) * 1_000_000)
            try await SQLiteFile.copy(source, to: scratch)
        } catch let failure as StoreFailure where failure.kind == .corrupt {
            throw CommandFailure(
                .store,
                ["\"\(source)\" is no backup that can be read: it is damaged, or no file of ours; take another."]
            )
        }
        let now = now
        let doubtful = try await DatabaseLocation.file(scratch).lend { database in
            guard try await !Schema.applied(in: database).isEmpty else { throw StoreFailure.noBackup(source) }
            try await Schema.migrator.migrate(database, now: now)
            let problems = try await StoreCheck(of: database).findings.compactMap(\.problem)
            guard problems.isEmpty else { throw CommandFailure.damaged(problems, then: "it was not restored") }
            let whom = ProcessInfo.processInfo.userName
            return try await database.write {
                try RestoreHold.apply(backupAt: at, by: whom, now: now, in: $0)
            }
        }
        return Result(at: at, kept: try await install(scratch), doubtful: doubtful)
    }

    private func install(_ scratch: String) async throws -> String? {
        switch location {
        case .file(let path):
            let stamp = now.rfc3339().prefix(19).filter { $0.isNumber || $0 == "T" }
            let first = "\(path).before-restore-\(stamp)"
            // Two restores within a second keep two stores.
            let others = (2...).lazy.map { "\(first)-\($0)" }
            let aside = FileTree.exists(first) ? others.first { !FileTree.exists($0) } ?? first : first
            return try await SQLiteFile.replace(path, by: scratch, keepingAs: aside) ? aside : nil
        case .postgres:
            return try await location.lend { target in
                try await DatabaseLocation.file(scratch).lend { source in
                    let kept = KeptSchema()
                    let now = now
                    _ = try await StoreCopy(from: source, to: target) { transaction in
                        kept.name = try StandingTables.putAside(now: now, in: transaction)
                        try Schema.migrator.create(in: transaction, now: now)
                    }
                    return kept.name.map { "the schema \($0)" }
                }
            }
        }
    }

    private func clean(_ scratch: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            try? FileManager.default.removeItem(atPath: scratch + suffix)
        }
    }
}

extension BackupRestore.Result {
    fileprivate func json(from source: String) -> JSONValue {
        var members: [String: JSONValue] = [
            "path": .string(source), "at": at.json, "entries_in_doubt": .integer(Int64(doubtful.effects)),
            "runs_in_doubt": .integer(Int64(doubtful.runs)),
        ]
        members["kept"] = kept.map(JSONValue.string)
        return .object(members)
    }
}
