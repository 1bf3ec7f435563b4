import Foundation
import Testing

/// A program, run to its end.
struct Command: Sendable {
    /// What a run left behind.
    struct Outcome: Sendable {
        let status: Int32
        let output: [UInt8]
        let errors: String

        var text: String { String(decoding: output, as: UTF8.self) }
    }

    var executable: String
    var folder = "/"
    var environment: [String: String] = [:]

    /// Runs it without a terminal; its streams are files, so that nothing it writes can block it.
    func run(_ arguments: [String], input: [UInt8] = []) async throws -> Outcome {
        let scratch = try ScratchFolder()
        let (input, output) = (try scratch.write("stdin", input), try scratch.write("stdout", []))
        let errors = try scratch.write("stderr", [])
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ["PATH": "/usr/bin:/bin", "TZ": "UTC"].merging(environment) { _, own in own }
        let files = [
            try FileHandle(forReadingFrom: URL(filePath: input)),
            try FileHandle(forWritingTo: URL(filePath: output)), try FileHandle(forWritingTo: URL(filePath: errors)),
        ]
        defer { for file in files { try? file.close() } }
        process.standardInput = files[0]
        process.standardOutput = files[1]
        process.standardError = files[2]
        let status = try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { ended.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                ended.resume(throwing: error)
            }
        }
        return Outcome(
            status: status,
            output: Array(try Data(contentsOf: URL(filePath: output))),
            errors: try String(contentsOfFile: errors, encoding: .utf8)
        )
    }
}

/// A folder that is gone when nobody holds it any more.
final class ScratchFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "usher-real-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.resolvingSymlinksInPath().path(percentEncoded: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file.
    /// - Returns: its path.
    @discardableResult
    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }
}
