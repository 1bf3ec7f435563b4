import Foundation
import GRDB
import Store
import Testing

@testable import SQLiteDriver

/// What a file can do to a store.
struct SQLiteDatabaseTests {
    private func withDatabase(
        _ options: SQLiteOptions = SQLiteOptions(),
        _ body: (SQLiteDatabase, _ path: String) async throws -> Void
    ) async throws {
        try await TemporaryFile.with { path in
            let database = try await SQLiteDatabase.open(path: path, options: options)
            try await body(database, path)
            await database.close()
        }
    }

    @Test
    func `the files are made for their owner alone`() async throws {
        try await withDatabase { database, path in
            try await database.makeItems()
            for file in [path, path + "-wal", path + "-shm"] {
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
                #expect(mode?.intValue == 0o600, "\(file)")
            }
        }
    }

    @Test
    func `what another program has written is noticed, and our own is not`() async throws {
        try await TemporaryFile.with { path in
            let (ours, theirs) = (try DatabasePool(path: path), try DatabasePool(path: path))
            let connections = SQLiteConnections(location: path, patience: .seconds(5))
            let foreign = ForeignWrites(pool: ours, connections: connections, hub: WakeHub(), interval: .seconds(1))
            try await ours.write { try $0.execute(sql: "CREATE TABLE item (name TEXT)") }
            // What was written before the first look is not known.
            #expect(await !foreign.look())
            for _ in 1...3 {
                #expect(await !foreign.look())
                try await ours.write { try $0.execute(sql: "INSERT INTO item VALUES ('ours')") }
                #expect(await !foreign.look())
                try await theirs.write { try $0.execute(sql: "INSERT INTO item VALUES ('theirs')") }
                try await ours.write { try $0.execute(sql: "INSERT INTO item VALUES ('ours')") }
                #expect(await foreign.look())
            }
            connections.forgetStatements()
            try ours.close()
            try theirs.close()
        }
    }

    @Test
    func `a commit is on the disk, and freed pages can be given back`() async throws {
        try await withDatabase { database, _ in
            try await database.makeItems()
            let settings = try await database.write { transaction in
                try ["PRAGMA synchronous", "PRAGMA auto_vacuum", "PRAGMA foreign_keys"].map {
                    try transaction.value(SQL(unchecked: $0)) as Int64
                }
            }
            #expect(settings == [2, 2, 1])
            let mode: String = try await database.read { try $0.value("PRAGMA journal_mode") }
            #expect(mode == "wal")
        }
    }

    @Test
    func `a file that takes no writes says so`() async throws {
        try await TemporaryFile.with { path in
            let database = try await SQLiteDatabase.open(path: path)
            try await database.makeItems()
            await database.close()
            // A file of a later format may be read and not written, whoever asks.
            let file = try #require(FileHandle(forUpdatingAtPath: path))
            try file.seek(toOffset: 18)
            try file.write(contentsOf: Data([3]))
            try file.close()
            let refused = try await failure {
                let database = try await SQLiteDatabase.open(path: path)
                try await database.insert("a")
            }
            #expect(refused.kind == .readOnly)
            #expect(
                refused.message == """
                    The database \(path) takes no writes; give this account the right to write the file and its folder
                    """
            )
        }
    }

    @Test
    func `a file that is no database says so`() async throws {
        try await TemporaryFile.with { path in
            try Data(repeating: 7, count: 8_192).write(to: URL(filePath: path))
            let corrupt = try await failure { _ = try await SQLiteDatabase.open(path: path) }
            #expect(corrupt.kind == .corrupt)
            #expect(corrupt.message.contains("restore a backup with \"usher store restore\""))
        }
    }

    @Test
    func `a damaged page is told when it is read`() async throws {
        try await TemporaryFile.with { path in
            let database = try await SQLiteDatabase.open(path: path)
            try await database.makeItems()
            try await database.write { transaction in
                try transaction.execute(
                    "INSERT INTO item (name) VALUES ($1)",
                    rows: (0..<2_000).map { [.value("name \($0)")] }
                )
            }
            await database.close()
            let file = try #require(FileHandle(forUpdatingAtPath: path))
            for page in 3..<20 {
                try file.seek(toOffset: UInt64(page * 4_096))
                try file.write(contentsOf: Data(repeating: 0xee, count: 4_096))
            }
            try file.close()
            let damaged = try await SQLiteDatabase.open(path: path)
            let corrupt = try await failure { _ = try await damaged.names() }
            #expect(corrupt.kind == .corrupt)
            await damaged.close()
        }
    }

    @Test
    func `a file that another process holds is busy, and free again afterwards`() async throws {
        try await withDatabase(SQLiteOptions(patience: .milliseconds(20))) { database, path in
            try await database.makeItems()
            let other = try DatabaseQueue(path: path)
            let locked = Turn()
            let mayEnd = Turn()
            async let holding: Void = other.writeWithoutTransaction { connection in
                try connection.execute(sql: "BEGIN IMMEDIATE")
                locked.done()
                mayEnd.wait()
                try connection.execute(sql: "ROLLBACK")
            }
            await locked.reached()
            let busy = try await failure { try await database.insert("a") }
            #expect(busy.kind == .busy)
            #expect(
                busy.message == "The database \(path) was locked by another process for 0.02 s; try again, or stop the "
                    + "process that holds it"
            )
            let names = try await database.names()
            #expect(names.isEmpty)
            mayEnd.done()
            try await holding
            try await database.insert("a")
            try other.close()
        }
    }

    @Test
    func `a full disk fails the write that needs room, and only that one`() async throws {
        try await withDatabase(SQLiteOptions(sizeLimit: 60 * 4_096)) { database, path in
            try await database.makeItems()
            let large = try await withThrowingTaskGroup(of: StoreFailure?.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        do {
                            try await database.write { transaction in
                                let size = number == 20 ? 1_000_000 : 10
                                try transaction.execute(
                                    "INSERT INTO item (name) VALUES ($1)",
                                    [.text("\(number)" + String(repeating: "x", count: size))]
                                )
                            }
                            return nil
                        } catch let failure as StoreFailure {
                            return failure
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += [$1].compactMap { $0 } }
            }
            #expect(large.map(\.kind) == [.full])
            #expect(
                large.first?.message == """
                    There is no room for the database \(path) (its disk is full, or its size limit is reached) \
                    and nothing was written; make room and try again
                    """
            )
            let names = try await database.names()
            #expect(names.count == 39)
        }
    }

    @Test
    func `what waits for the same commit fails alone when the commit does`() async throws {
        try await withDatabase { database, _ in
            try await database.makeItems()
            try await database.write { transaction in
                try transaction.execute(
                    "CREATE TABLE part (item {integer} REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED) {table}"
                )
            }
            // Both writes wait behind the first, so they share a commit; that of the orphan breaks it.
            let begun = Turn()
            let mayEnd = Turn()
            async let first: Void = database.write { _ in
                begun.done()
                mayEnd.wait()
            }
            await begun.reached()
            async let good: Void = database.insert("a")
            async let orphan = failure {
                try await database.write { _ = try $0.execute("INSERT INTO part (item) VALUES (77)") }
            }
            mayEnd.done()
            try await first
            try await good
            let broken = try await orphan
            #expect(broken.kind == .constraint(.foreignKey))
            let names = try await database.names()
            #expect(names == ["a"])
        }
    }

    @Test
    func `a file that cannot be made says what to do`() async throws {
        try await TemporaryFile.with { path in
            let missing = try await failure { _ = try await SQLiteDatabase.open(path: path + "/nowhere/usher.db") }
            #expect(missing.kind == .cannotOpen)
            #expect(
                missing.message == "The database \(path)/nowhere/usher.db cannot be opened: no such file or directory; "
                    + "make its folder first"
            )
            let folder = URL(filePath: path).deletingLastPathComponent().path
            let isFolder = try await failure { _ = try await SQLiteDatabase.open(path: folder) }
            #expect(isFolder.message == "The database \(folder) cannot be opened: it is a folder; name a file in it")
        }
    }
}
