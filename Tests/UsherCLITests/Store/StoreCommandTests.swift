import Foundation
import SQLiteDriver
import Store
import Testing
import TicketModel

/// `usher store` over the real binary.
struct StoreCommandTests {
    private func withSynced(_ body: (Desk) async throws -> Void) async throws {
        try await Desk.open { desk in
            let sync = try await desk.usher.run("sync")
            #expect(sync.status == 0, "\(sync.errors)")
            try await body(desk)
        }
    }

    private func mode(_ path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test func `a backup is whole, its owner's alone, and written over nothing`() async throws {
        try await withSynced { desk in
            let backup = try await desk.usher.run("store", "backup", "copy.backup", "--json").json()
            #expect(backup["backup"]?["path"]?.stringValue == "\(desk.folder.path)/copy.backup")
            #expect((backup["backup"]?["bytes"]?.integerValue ?? 0) > 10_000)
            #expect(try mode("\(desk.folder.path)/copy.backup") == 0o600)
            #expect(try mode("\(desk.folder.path)/usher.db") == 0o600)
            let check = try await desk.usher.run("store", "check", "copy.backup")
            #expect(check.status == 0, "\(check.output)")
            let again = try await desk.usher.run("store", "backup", "copy.backup")
            #expect(again.status == 2)
            #expect(
                again.errors == "There is a file \"copy.backup\" already; name another, or say --overwrite.\n"
            )
            let over = try await desk.usher.run("store", "backup", "copy.backup", "--overwrite")
            #expect(over.status == 0)
            #expect(over.output.hasPrefix("Backed up to \(desk.folder.path)/copy.backup: "))
            let files = try FileManager.default.contentsOfDirectory(atPath: desk.folder.path)
            #expect(!files.contains { $0.contains("partial") || $0.hasPrefix("copy.backup-") }, "\(files)")
        }
    }

    @Test(arguments: ["usher.db", "usher.yaml", "link"])
    func `a backup replaces nothing but a backup`(_ name: String) async throws {
        try await withSynced { desk in
            let path = "\(desk.folder.path)/\(name)"
            if name == "link" {
                try FileManager.default.linkItem(atPath: "\(desk.folder.path)/usher.db", toPath: path)
            }
            let before = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
            let over = try await desk.usher.run("store", "backup", name, "--overwrite")
            #expect(over.status == 2)
            let sentence = "\"\(name)\" is no backup, and only a backup is replaced; name another file.\n"
            #expect(over.errors == sentence)
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int == before)
            #expect(try await desk.usher.run("store", "check").status == 0)
        }
    }

    @Test func `each restore keeps what was there before it`() async throws {
        try await withSynced { desk in
            _ = try await desk.usher.run("store", "backup", "copy.backup")
            var kept: Set<String> = []
            for _ in 1...3 {
                let restored = try await desk.usher.run("store", "restore", "copy.backup", "--json").json()
                kept.insert(try #require(restored["restored"]?["kept"]?.stringValue))
            }
            #expect(kept.count == 3)
            #expect(kept.allSatisfy { FileManager.default.fileExists(atPath: $0) })
            let aside = try #require(kept.first)
            let over = try await desk.usher.run("store", "backup", aside, "--overwrite")
            #expect(over.status == 2)
            #expect(over.errors.contains("is no backup, and only a backup is replaced"), "\(over.errors)")
        }
    }

    @Test func `a restore keeps what was there, and goes on only after a sync`() async throws {
        try await withSynced { desk in
            _ = try await desk.usher.run("store", "backup", "copy.backup")
            let restored = try await desk.usher.run("store", "restore", "copy.backup", "--json").json()
            let kept = try #require(restored["restored"]?["kept"]?.stringValue)
            #expect(FileManager.default.fileExists(atPath: kept))
            let paused = try await desk.usher.run("pause", "--json").json()
            #expect(paused["paused"]?[0]?["scope"] == "all")
            #expect(paused["paused"]?[0]?["reason"]?.stringValue?.hasPrefix("restored from a backup of ") == true)
            let early = try await desk.usher.run("resume", "--all")
            #expect(early.status == 5)
            #expect(early.errors.contains("no sync has read "), "\(early.errors)")
            let sync = try await desk.usher.run("sync", "--json").json()
            let scopes = sync["connections"]?.texts("scope") ?? []
            #expect(Set(scopes) == ["baseline"])
            let resumed = try await desk.usher.run("resume", "--all", "--json")
            #expect(resumed.status == 0, "\(resumed.errors)")
            #expect(try resumed.json()["paused"] == [])
        }
    }

    @Test func `what is no backup is not restored, and the store stays as it is`() async throws {
        try await withSynced { desk in
            let path = desk.folder.path
            try desk.folder.write("noise", String(repeating: "noise", count: 4_000))
            let foreign = try await SQLiteDatabase.open(path: "\(path)/foreign.db")
            try await foreign.write { _ = try $0.execute("CREATE TABLE mine (id {id}) {table}") }
            await foreign.close()
            try await desk.makeNewer("newer.db")
            let before = try await desk.usher.run("tickets", "list", "--json").output
            let cases = [
                ("none", 2, "There is no file \"none\"; name one that \"usher store backup\" wrote."),
                (
                    "noise", 1,
                    "\"\(path)/noise\" is no backup that can be read: it is damaged, or no file of ours; take another."
                ),
                ("foreign.db", 1, "\"\(path)/foreign.db\" is no backup of Usher: it has none of its tables; "),
                (
                    "newer.db", 1,
                    "The database \(path)/newer.db was last used by a newer program: its tables are at \"9999-newer\""
                ),
            ]
            for (name, status, sentence) in cases {
                let outcome = try await desk.usher.run("store", "restore", name)
                #expect(outcome.status == status, "\(name) \(outcome.errors)")
                #expect(outcome.errors.hasPrefix(sentence), "\(outcome.errors)")
            }
            let after = try await desk.usher.run("tickets", "list", "--json").output
            #expect(try JSONValue(parsing: after)["tickets"] == JSONValue(parsing: before)["tickets"])
            let files = try FileManager.default.contentsOfDirectory(atPath: path)
            #expect(!files.contains { $0.contains("restor") }, "\(files)")
        }
    }

    @Test func `size tells the classes, and what may be kept`() async throws {
        try await Desk.open(more: "retention: { nothing: 2d, acted: forever, size: 1GB }\n") { desk in
            _ = try await desk.usher.run("sync")
            let size = try await desk.usher.run("store", "size", "--json").json()
            #expect(size["budget"] == 1_073_741_824)
            #expect((size["used"]?.integerValue ?? 0) > 50_000)
            let classes = try #require(size["classes"]?.arrayValue)
            let tickets = classes.first { $0["class"] == "tickets" }
            #expect((tickets?["rows"]?.integerValue ?? 0) > 0)
            #expect(classes.first { $0["class"] == "nothing" }?["kept"] == 172_800)
            #expect(classes.first { $0["class"] == "acted" }?["kept"] == nil)
        }
    }

    @Test func `a store that is broken is told, with exit code 1`() async throws {
        try await withSynced { desk in
            let database = try await SQLiteDatabase.open(path: "\(desk.folder.path)/usher.db")
            try await database.write { _ = try $0.execute("DELETE FROM ticket WHERE connection = 'klinkcx'") }
            await database.close()
            let check = try await desk.usher.run("store", "check")
            #expect(check.status == 1)
            #expect(check.output.contains("words it is found by: klinkcx/"), "\(check.output)")
            #expect(check.errors.hasPrefix("The store is not whole."))
            let json = try await desk.usher.run("store", "check", "--json").json()
            #expect(
                json["checks"]?.arrayValue?.contains { $0["subject"] == "terms" && $0["result"] == "failed" } == true
            )
            let backup = try await desk.usher.run("store", "backup", "copy")
            #expect(backup.status == 1)
            #expect(backup.errors.hasPrefix("The store is damaged, and no backup was written: "), "\(backup.errors)")
            #expect(!FileManager.default.fileExists(atPath: "\(desk.folder.path)/copy"))
        }
    }

    @Test func `a store that is moved acts in its new place only`() async throws {
        try await withSynced { desk in
            let moved = try await desk.usher.run("store", "move", "--to", "new.db", "--json").json()
            #expect((moved["moved"]?["rows"]?.integerValue ?? 0) > 50)
            let paused = try await desk.usher.run("pause", "--json").json()
            #expect(paused["paused"]?[0]?["reason"]?.stringValue == "moved to \(desk.folder.path)/new.db")
            let again = try await desk.usher.run("store", "move", "--to", "new.db")
            #expect(again.status == 2)
            #expect(again.errors == "\(desk.folder.path)/new.db holds a store already; name an empty database.\n")
            let file = try String(contentsOfFile: "\(desk.folder.path)/usher.yaml", encoding: .utf8)
            try desk.folder.write("usher.yaml", "database: new.db\n\(file)")
            let list = try await desk.usher.run("pause")
            #expect(list.output == "Nothing is paused.\n")
            let sync = try await desk.usher.run("sync", "--json").json()
            let scopes = sync["connections"]?.texts("scope") ?? ["baseline"]
            #expect(!scopes.contains("baseline"))
        }
    }
}

extension Desk {
    /// A database of a program that does not exist yet.
    func makeNewer(_ name: String) async throws {
        let database = try await SQLiteDatabase.open(path: "\(folder.path)/\(name)")
        let newer = Migration("9999-newer", ["CREATE TABLE newer (id {id}) {table}"])
        try await Migrator(Schema.migrations + [newer]).migrate(database, now: Timestamp(microseconds: 0))
        await database.close()
    }
}
