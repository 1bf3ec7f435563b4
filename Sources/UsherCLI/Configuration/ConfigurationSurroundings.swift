import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What reading a configuration needs from the process.
struct ConfigurationSurroundings: Sendable {
    /// The value of an environment variable.
    var environment: @Sendable (String) -> String?
    /// The bytes of a file that has at most so many.
    var contents: @Sendable (_ path: String, _ ceiling: Int) throws(FileFault) -> [UInt8]
}

/// Why a file's bytes cannot be had, or used.
enum FileFault: Error, Sendable, Equatable {
    case missing
    case folder
    case unreadable(reason: String)
    case tooLarge(ceiling: Int)
    case notUTF8
    case empty

    /// The end of a sentence that begins with the file's name.
    var clause: String {
        switch self {
        case .missing: "does not exist"
        case .folder: "is a folder"
        case .unreadable(let reason): "cannot be read (\(reason))"
        case .tooLarge(let ceiling): "is larger than \(ceiling / 1024) KiB"
        case .notUTF8: "is not UTF-8"
        case .empty: "is empty"
        }
    }
}

extension FileFault {
    /// The fault that a system call's error number stands for.
    init(errorNumber: Int32) {
        switch errorNumber {
        case ENOENT, ENOTDIR: self = .missing
        case EISDIR: self = .folder
        case EACCES, EPERM: self = .unreadable(reason: "permission denied")
        default:
            let words = String(cString: strerror(errorNumber))
            self = .unreadable(reason: words.prefix(1).lowercased() + words.dropFirst())
        }
    }
}

extension ConfigurationSurroundings {
    /// The process's own environment and files.
    static let process = ConfigurationSurroundings(
        environment: { ProcessInfo.processInfo.environment[$0] },
        contents: { path, ceiling throws(FileFault) in
            // Foundation's errors do not tell the reason everywhere; the error number does.
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw FileFault(errorNumber: errno) }
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw FileFault(errorNumber: errno) }
            guard status.st_mode & S_IFMT != S_IFDIR else { throw .folder }
            let bytes: Data
            do {
                // Not the whole file: the size of a pipe cannot be known.
                bytes = try handle.read(upToCount: ceiling + 1) ?? Data()
            } catch {
                throw .unreadable(reason: error.localizedDescription)
            }
            guard bytes.count <= ceiling else { throw .tooLarge(ceiling: ceiling) }
            return [UInt8](bytes)
        }
    )
}
