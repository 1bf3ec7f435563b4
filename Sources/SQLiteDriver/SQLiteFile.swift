import Foundation
import GRDB
import Store

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Files of SQLite as a whole: copied, sealed and put in each other's place.
package enum SQLiteFile {
    /// How long another process is waited for.
    private static let patience = Duration.seconds(5)

    /// Writes a consistent copy of a database into a new file, for its owner alone; others may write meanwhile.
    ///
    /// - Throws: a ``StoreFailure``; then there is no new file.
    package static func copy(_ path: String, to target: String) async throws {
        try await SQLiteDatabase.blocking {
            guard FileManager.default.fileExists(atPath: path) else {
                throw StoreFailure.file(path, "read", reason: "there is no such file", mend: "name another")
            }
            try DatabaseFile.make(target)
            do {
                try with(path, readonly: true) { database in
                    try database.execute(sql: "VACUUM INTO ?", arguments: [target])
                }
                try sync(target)
            } catch {
                try? FileManager.default.removeItem(atPath: target)
                // It is the new file that there is no room for.
                if let failure = error as? StoreFailure, failure.kind == .full { throw StoreFailure.full(target) }
                throw error
            }
        }.get()
    }

    /// Makes a copy one plain file that says when it was made, and sees that it is on the disk.
    package static func seal(_ path: String, secondsSince1970: Int64) async throws {
        try await SQLiteDatabase.blocking {
            try with(path) { database in
                try database.execute(sql: "PRAGMA journal_mode = DELETE")
                let seconds = Int32(bitPattern: UInt32(clamping: secondsSince1970))
                try database.execute(sql: "PRAGMA user_version = \(seconds)")
            }
            try sync(path)
        }.get()
    }

    /// Whether a file has nothing in it.
    package static func isEmpty(_ path: String) -> Bool {
        head(of: path)?.isEmpty ?? false
    }

    /// Whether a file is a SQLite database that was sealed: not in WAL mode, as a store at work is, and with its time.
    package static func isSealed(_ path: String) -> Bool {
        guard let head = head(of: path), head.count == 64 else { return false }
        // Its name; at 18 and 19 what whoever writes it and reads it must know, at 60 `user_version` (SQLite's file format, 1.3).
        return head.starts(with: Array("SQLite format 3\0".utf8)) && head[18] == 1 && head[19] == 1
            && head[60..<64].contains { $0 != 0 }
    }

    private static func head(of path: String) -> [UInt8]? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        return (try? file.read(upToCount: 64)).map { $0.map(Array.init) ?? [] }
    }

    /// When a backup was made, in seconds since 1970: as it says itself, else when the file was written last.
    package static func time(of path: String) async throws -> Int64 {
        try await SQLiteDatabase.blocking {
            let stamp = try with(path, readonly: true) { try Int32.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
            if stamp != 0 { return Int64(UInt32(bitPattern: stamp)) }
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return Int64((attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0)
        }.get()
    }

    /// Puts a file in the place of a database, which is kept under another name.
    ///
    /// - Throws: ``StoreFailure/inUse(_:)`` where another process has the database open; then nothing is moved.
    /// - Returns: whether there was a database to keep.
    package static func replace(_ path: String, by replacement: String, keepingAs aside: String) async throws -> Bool {
        try await SQLiteDatabase.blocking {
            try with(replacement) { try $0.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA user_version = 0") }
            try sync(replacement)
            guard FileManager.default.fileExists(atPath: path) else {
                try move(replacement, to: path)
                return false
            }
            do {
                try with(path) { database in
                    // Only whoever is alone may leave WAL; then nothing is left in files beside it.
                    try database.execute(sql: "PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE")
                    defer { try? database.execute(sql: "ROLLBACK") }
                    try swap(path, replacement, aside)
                }
            } catch let failure as StoreFailure where failure.kind == .busy {
                throw StoreFailure.inUse(path)
            } catch let failure as StoreFailure where failure.kind == .corrupt {
                // What cannot be read is kept with all that belongs to it.
                for suffix in ["-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
                    try move(path + suffix, to: aside + suffix)
                }
                try swap(path, replacement, aside)
            }
            return true
        }.get()
    }

    private static func swap(_ path: String, _ replacement: String, _ aside: String) throws {
        try move(path, to: aside)
        do {
            try move(replacement, to: path)
        } catch {
            try move(aside, to: path)
            throw error
        }
        try sync(path)
    }

    /// Moves a file, over one that is there.
    package static func move(_ path: String, to target: String) throws {
        guard rename(path, target) == 0 else {
            throw StoreFailure.file(path, "moved to \"\(target)\"", reason: reason(), mend: "see to its folder")
        }
        sync(folderOf: target)
    }

    private static func with<Value>(
        _ path: String,
        readonly: Bool = false,
        _ work: (Database) throws -> Value
    ) throws -> Value {
        do {
            var configuration = Configuration()
            configuration.readonly = readonly
            configuration.busyMode = .timeout(patience / .seconds(1))
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let result = Result { try queue.writeWithoutTransaction(work) }
            try? queue.close()
            return try result.get()
        } catch let error as DatabaseError {
            throw StoreFailure(error, sql: nil, location: path, patience: patience)
        }
    }

    private static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw StoreFailure.file(path, "opened", reason: reason(), mend: "see to its rights")
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw StoreFailure.file(path, "written to the disk", reason: reason(), mend: "see to the disk")
        }
        sync(folderOf: path)
    }

    /// A name is on the disk when its folder is; a folder that cannot be synced is none we could do anything about.
    private static func sync(folderOf path: String) {
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func reason() -> String { String(cString: strerror(errno)).lowercased() }
}
