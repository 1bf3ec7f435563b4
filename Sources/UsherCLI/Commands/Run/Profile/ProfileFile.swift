import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The file that a profile is written to, opened before the run: a run is not begun whose profile could not be kept.
struct ProfileFile: Sendable {
    let path: String
    private let handle: FileHandle
    /// Whether it was not there before.
    private let isNew: Bool

    init(_ path: String) throws(CommandFailure) {
        self.path = path
        var descriptor = open(path, O_WRONLY | O_CLOEXEC | O_CREAT | O_EXCL, 0o644)
        isNew = descriptor >= 0
        // Not emptied yet: what was there stays, should the run not take place.
        if !isNew { descriptor = open(path, O_WRONLY | O_CLOEXEC) }
        guard descriptor >= 0 else {
            throw .usage(
                "the profile \"\(path)\" cannot be written: \(Self.reason(errno)); name another file with --profile"
            )
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Writes the file anew.
    /// - Returns: why it could not be written.
    func write(_ text: String) -> String? {
        // A pipe or a device has no length.
        try? handle.truncate(atOffset: 0)
        do {
            try handle.write(contentsOf: Data(text.utf8))
            try handle.close()
            return nil
        } catch {
            return "The run took place, but its profile \"\(path)\" could not be written: \(error.localizedDescription)"
        }
    }

    /// Leaves nothing of a run that did not take place.
    func drop() {
        if isNew { unlink(path) }
    }

    private static func reason(_ number: Int32) -> String {
        let words = String(cString: strerror(number))
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}
