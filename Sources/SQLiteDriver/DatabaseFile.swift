import Foundation
import Store

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The file that holds a database.
enum DatabaseFile {
    /// Makes the file for its owner alone where it is not there; SQLite gives its `-wal` and `-shm` files the same mode.
    static func make(_ path: String) throws(StoreFailure) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
            return
        }
        let code = errno
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue else { return }
            throw .cannotOpen(path, reason: "it is a folder", mend: "name a file in it")
        }
        throw .cannotOpen(
            path,
            reason: String(cString: strerror(code)).lowercased(),
            mend: code == ENOENT ? "make its folder first" : "give this account the right to write its folder"
        )
    }
}
