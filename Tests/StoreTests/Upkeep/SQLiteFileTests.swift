import Foundation
import SQLiteDriver
import Store
import Testing
import TicketModel

/// Backups of a SQLite file, as files.
struct SQLiteFileTests {
    private func withStore(_ body: (SQLiteDatabase, _ path: String) async throws -> Void) async throws {
        try await TemporaryFile.with { path in
            let database = try await SQLiteDatabase.open(path: path).migrated()
            try await body(database, path)
            await database.close()
        }
    }

    @Test
    func `a copy made while others write holds one state`() async throws {
        try await withStore { database, path in
            let copies = (0..<5).map { "\(path).copy\($0)" }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for number in 0..<300 {
                        // Both rows or none.
                        try await database.write { transaction in
                            try RunTable.insert([.sample("a\(number)"), .sample("b\(number)")], in: transaction)
                        }
                    }
                }
                for copy in copies { group.addTask { try await SQLiteFile.copy(path, to: copy) } }
                try await group.waitForAll()
            }
            for copy in copies {
                let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? NSNumber
                #expect(mode?.intValue == 0o600)
                let read = try await SQLiteDatabase.open(path: copy)
                let check = try await StoreCheck(of: read)
                #expect(check.isWhole)
                let runs = try await read.count("run")
                #expect(runs % 2 == 0)
                await read.close()
            }
        }
    }

    @Test
    func `a sealed copy is one file that says when it was made`() async throws {
        try await withStore { _, path in
            let copy = path + ".backup"
            try await SQLiteFile.copy(path, to: copy)
            try await SQLiteFile.seal(copy, secondsSince1970: 1_772_442_000)
            let time = try await SQLiteFile.time(of: copy)
            #expect(time == 1_772_442_000)
            let read = try await SQLiteDatabase.open(path: copy, options: SQLiteOptions(isReadOnly: true))
            let applied = try await Schema.applied(in: read)
            #expect(applied == Schema.migrations.map(\.name))
            await read.close()
            let folder = URL(filePath: path).deletingLastPathComponent().path
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(!files.contains { $0.hasPrefix("usher.db.backup-") })
        }
    }

    @Test
    func `a copy is not written over a file, and leaves none where it fails`() async throws {
        try await withStore { _, path in
            let copy = path + ".backup"
            try Data("mine".utf8).write(to: URL(filePath: copy))
            _ = try await failure { try await SQLiteFile.copy(path, to: copy) }
            let missing = try await failure { try await SQLiteFile.copy(path + ".none", to: path + ".new") }
            #expect(missing.message == "\"\(path).none\" cannot be read: there is no such file; name another")
            try Data(repeating: 7, count: 8_192).write(to: URL(filePath: path + ".noise"))
            let noise = try await failure { try await SQLiteFile.copy(path + ".noise", to: path + ".new") }
            #expect(noise.kind == .corrupt)
            #expect(!FileManager.default.fileExists(atPath: path + ".new"))
        }
    }

    @Test
    func `a database that is in use is not replaced; one that is not is kept aside`() async throws {
        try await TemporaryFile.with { path in
            let (copy, aside) = (path + ".backup", path + ".aside")
            let database = try await SQLiteDatabase.open(path: path).migrated()
            try await SQLiteFile.copy(path, to: copy)
            try await database.addRun("since")
            let inUse = try await failure { _ = try await SQLiteFile.replace(path, by: copy, keepingAs: aside) }
            #expect(
                inUse.message == """
                    The database \(path) is in use by another process, which would go on with the old one; stop it and try again
                    """
            )
            #expect(FileManager.default.fileExists(atPath: copy))
            await database.close()
            let wasThere = try await SQLiteFile.replace(path, by: copy, keepingAs: aside)
            #expect(wasThere)
            for (file, expected) in [(path, 0), (aside, 1)] {
                let read = try await SQLiteDatabase.open(path: file)
                let runs = try await read.count("run")
                #expect(runs == expected)
                await read.close()
            }
        }
    }

    @Test
    func `a damaged database is kept aside`() async throws {
        try await withStore { _, path in
            let (copy, broken) = (path + ".backup", path + ".broken")
            try await SQLiteFile.copy(path, to: copy)
            try Data(repeating: 7, count: 8_192).write(to: URL(filePath: broken))
            _ = try await SQLiteFile.replace(broken, by: copy, keepingAs: broken + ".aside")
            #expect(try Data(contentsOf: URL(filePath: broken + ".aside")) == Data(repeating: 7, count: 8_192))
            let read = try await SQLiteDatabase.open(path: broken)
            let applied = try await Schema.applied(in: read)
            #expect(!applied.isEmpty)
            await read.close()
        }
    }

    @Test
    func `closing puts the log into the file`() async throws {
        try await TemporaryFile.with { path in
            let database = try await SQLiteDatabase.open(path: path).migrated()
            _ = try await database.count("run")
            await database.close()
            let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? NSNumber
            #expect((log?.intValue ?? 0) == 0)
        }
    }
}
