import Foundation
import GRDB
import Testing
import TicketModel

/// What a database that cannot be used gets, over the real binary: one clear sentence, exit code 1, and nothing changed.
struct StoreBadInputTests {
    private static let configuration = "connections: {}\n"

    private func with(_ body: (TemporaryFolder, UsherProcess) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        try folder.write("usher.yaml", Self.configuration)
        try await body(folder, UsherProcess(folder: folder.path))
    }

    @Test func `a file that is no database is told by each command, and left as it is`() async throws {
        try await with { folder, usher in
            let text = String(repeating: "no database ", count: 1_000)
            let path = try folder.write("usher.db", text)
            for command in [
                ["sync"], ["runs", "list"], ["store", "size"], ["store", "check"], ["store", "backup", "b"],
            ] {
                let outcome = try await usher.run(command)
                #expect(outcome.status == 1, "\(command)")
                let sentence =
                    "The database \(path) is damaged, or is no database of ours (file is not a database); "
                    + "restore a backup with \"usher store restore\".\n"
                #expect(outcome.errors == sentence, "\(command) \(outcome.errors)")
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        }
    }

    @Test func `somebody else's database is told, and left as it is`() async throws {
        try await with { folder, usher in
            let path = "\(folder.path)/usher.db"
            let queue = try DatabaseQueue(path: path)
            try await queue.write { try $0.execute(sql: "CREATE TABLE ticket (seat TEXT)") }
            for command in [["sync"], ["runs", "list"]] {
                let outcome = try await usher.run(command)
                #expect(outcome.status == 1, "\(command)")
                let sentence = "The database \(path) belongs to something else: "
                #expect(outcome.errors.hasPrefix(sentence), "\(command) \(outcome.errors)")
            }
            let tables = try await queue.read { database in
                try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'")
            }
            #expect(tables == ["ticket"])
            try queue.close()
        }
    }

    @Test func `a damaged file is told, and a restored backup mends it`() async throws {
        try await with { folder, usher in
            _ = try await usher.run("sync")
            _ = try await usher.run("store", "backup", "copy")
            let path = "\(folder.path)/usher.db"
            // What still stands in the log would be read instead of what is damaged.
            let queue = try DatabaseQueue(path: path)
            try await queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            try queue.close()
            let file = try #require(FileHandle(forUpdatingAtPath: path))
            try file.seek(toOffset: 100)
            try file.write(contentsOf: Data(repeating: 0xee, count: 30_000))
            try file.close()
            let check = try await usher.run("store", "check")
            #expect(check.status == 1, "\(check.output)\(check.errors)")
            let list = try await usher.run("runs", "list")
            #expect(list.status == 1)
            #expect(list.errors.contains("restore a backup with \"usher store restore\""), "\(list.errors)")
            let restored = try await usher.run("store", "restore", "copy")
            #expect(restored.status == 0, "\(restored.errors)")
            let again = try await usher.run("store", "check")
            #expect(again.status == 0, "\(again.output)")
        }
    }

    @Test func `a file that another process holds is waited for, and told`() async throws {
        try await with { folder, usher in
            _ = try await usher.run("sync")
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: "\(folder.path)/usher.db", configuration: configuration)
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            let outcome = try await usher.run("sync")
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("was locked by another process for 5 s; try again"), "\(outcome.errors)")
            try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            let restore = try await usher.run("store", "backup", "copy")
            #expect(restore.status == 0)
            let inUse = try await usher.run("store", "restore", "copy")
            #expect(inUse.status == 1)
            #expect(inUse.errors.contains("is in use by another process"), "\(inUse.errors)")
            try other.close()
        }
    }

    @Test func `a newer database is refused by each command, and told by check`() async throws {
        try await Desk.open { desk in
            try await desk.makeNewer("usher.db")
            for command in [["sync"], ["runs", "list"], ["store", "size"], ["pause", "--all"]] {
                let outcome = try await desk.usher.run(command)
                #expect(outcome.status == 1, "\(command)")
                #expect(outcome.errors.contains("was last used by a newer program"), "\(command) \(outcome.errors)")
            }
            let check = try await desk.usher.run("store", "check")
            #expect(check.status == 1)
            #expect(check.output.contains("\"9999-newer\""), "\(check.output)")
        }
    }

    @Test func `a folder that is not there, or a folder in the file's place, is told`() async throws {
        try await with { folder, usher in
            try folder.write("usher.yaml", "database: nowhere/usher.db\n")
            let missing = try await usher.run("sync")
            #expect(missing.status == 1)
            #expect(missing.errors.contains("cannot be opened: no such file or directory; make its folder first"))
            try folder.write("usher.yaml", "database: place\n")
            try folder.write("place/file", "")
            let isFolder = try await usher.run("sync")
            #expect(
                isFolder.errors.contains("cannot be opened: it is a folder; name a file in it"),
                "\(isFolder.errors)"
            )
            let backup = try await usher.run("store", "backup", "nowhere/copy")
            #expect(backup.status == 1)
        }
    }

    @Test func `a server that is not there is told, without its password`() async throws {
        try await with { folder, usher in
            try folder.write("usher.yaml", "database: postgres://ana:hush@127.0.0.1:1/usher\n")
            for command in [["runs", "list"], ["store", "check"], ["store", "backup", "copy"]] {
                let outcome = try await usher.run(command)
                #expect(outcome.status == 1, "\(command)")
                #expect(outcome.errors.contains("The server of the database 127.0.0.1:1/usher cannot be reached"))
                #expect(!outcome.errors.contains("hush"))
            }
        }
    }
}
