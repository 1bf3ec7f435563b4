import Foundation
import Testing
import TicketModel

/// A folder with a `usher.yaml` for one real server, and the real binary run in it.
struct RealDesk: Sendable {
    let server: RealServer
    let raw: any RawDesk
    private let folder: ScratchFolder
    private let usher: Command

    /// A desk whose `usher.yaml` has these automations, by name.
    init(_ server: RealServer, _ place: RealServer.Place = .usual, automations: [String: JSONValue] = [:]) throws {
        self.server = server
        raw = try server.raw(place)
        folder = try ScratchFolder()
        var connection = try server.settings(place)
        connection["provider"] = .string(server.rawValue)
        connection["token"] = "${env:DESK_TOKEN}"
        let file: JSONValue = ["connections": ["desk": .object(connection)], "automations": .object(automations)]
        // JSON is YAML, too.
        try folder.write("usher.yaml", file.text().utf8)
        usher = Command(
            executable: try Self.built(),
            folder: folder.path,
            environment: ["DESK_TOKEN": try #require(try server.environment()["TOKEN"])]
        )
    }

    /// The binary beside the test bundle.
    private static func built() throws -> String {
        let bundles = Bundle.allBundles.map(\.bundleURL) + [URL(filePath: CommandLine.arguments[0])]
        let folders = bundles.flatMap { [$0, $0.deletingLastPathComponent()] }
        let candidates = folders.map { $0.appending(path: "usher").path(percentEncoded: false) }
        let found = candidates.first { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
        }
        return try #require(found, "There is no usher beside \(bundles).")
    }

    /// Writes a file beside `usher.yaml`.
    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
        try folder.write(name, bytes)
    }

    func run(_ arguments: [String], input: String = "") async throws -> Command.Outcome {
        try await usher.run(arguments, input: Array(input.utf8))
    }

    /// Runs a command that must end with an exit code, and answers its JSON.
    func json(_ arguments: String..., input: String = "", code: Int32 = 0) async throws -> JSONValue {
        let outcome = try await usher.run(arguments + ["--json"], input: Array(input.utf8))
        try #require(outcome.status == code, "\(arguments): \(outcome.status) \(outcome.errors) \(outcome.text)")
        return try JSONValue(parsing: outcome.output)
    }
}
