import Foundation

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

extension ConfigurationSurroundings {
    /// The process's own environment and files.
    static let process = ConfigurationSurroundings(
        environment: { ProcessInfo.processInfo.environment[$0] },
        contents: { path, ceiling throws(FileFault) in
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw .missing }
            guard !isFolder.boolValue else { throw .folder }
            do {
                // Not the whole file: its size is not known, and of a pipe cannot be.
                let handle = try FileHandle(forReadingFrom: URL(filePath: path))
                defer { try? handle.close() }
                let bytes = try handle.read(upToCount: ceiling + 1) ?? Data()
                guard bytes.count <= ceiling else { throw FileFault.tooLarge(ceiling: ceiling) }
                return [UInt8](bytes)
            } catch let fault as FileFault {
                throw fault
            } catch {
                let reason = error
                throw .unreadable(reason: reason.localizedDescription)
            }
        }
    )
}
