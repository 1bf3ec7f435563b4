import Foundation
import Testing

/// The real binary, run as an operator runs it.
struct UsherProcess: Sendable {
    /// What a run left behind.
    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    var folder: String
    /// Another binary than the one beside the tests.
    var executable: String?
    var environment: [String: String] = [:]

    /// The binary beside the test bundle.
    static func built() throws -> String {
        let bundles = Bundle.allBundles.map(\.bundleURL) + [URL(filePath: CommandLine.arguments[0])]
        let folders = bundles.flatMap { [$0, $0.deletingLastPathComponent()] }
        let candidates = folders.map { $0.appending(path: "usher").path(percentEncoded: false) }
        return try #require(candidates.first(where: isFile), "There is no usher beside \(bundles).")
    }

    private static func isFile(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
    }

    /// Runs it to its end.
    func run(_ arguments: String..., input: String = "") async throws -> Outcome {
        try await run(arguments, input: input)
    }

    /// Runs it to its end, without a terminal.
    func run(_ arguments: [String], input: String = "") async throws -> Outcome {
        try await start(arguments, input: input).outcome()
    }

    /// Starts it; its streams are files, so that nothing it writes can block it.
    func start(_ arguments: [String], input: String = "") throws -> StartedUsher {
        let streams = try TemporaryFolder()
        let (stdout, stderr) = (try streams.write("stdout", ""), try streams.write("stderr", ""))
        let process = Process()
        process.executableURL = URL(filePath: try executable ?? Self.built())
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ["PATH": "/usr/bin:/bin", "TZ": "UTC"].merging(environment) { _, own in own }
        let files = [
            try FileHandle(forReadingFrom: URL(filePath: try streams.write("stdin", input))),
            try FileHandle(forWritingTo: URL(filePath: stdout)), try FileHandle(forWritingTo: URL(filePath: stderr)),
        ]
        // The process has its own; thousands that stay open are more than `Process` can look through.
        defer { for file in files { try? file.close() } }
        process.standardInput = files[0]
        process.standardOutput = files[1]
        process.standardError = files[2]
        let (ends, end) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = {
            end.yield($0.terminationStatus)
            end.finish()
        }
        try process.run()
        return StartedUsher(pid: process.processIdentifier, ends: ends, streams: streams)
    }
}

/// The binary while it runs.
struct StartedUsher: Sendable {
    let pid: Int32
    fileprivate let ends: AsyncStream<Int32>
    fileprivate let streams: TemporaryFolder

    /// Waits for its end.
    func outcome() async throws -> UsherProcess.Outcome {
        var status: Int32 = -1
        for await end in ends { status = end }
        return UsherProcess.Outcome(
            status: status,
            output: try String(contentsOfFile: "\(streams.path)/stdout", encoding: .utf8),
            errors: try String(contentsOfFile: "\(streams.path)/stderr", encoding: .utf8)
        )
    }
}
