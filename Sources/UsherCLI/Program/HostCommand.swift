import ArgumentParser
import TicketModel

/// A command that works with the host: it answers with an exit code, or fails with a `CommandFailure`.
protocol HostCommand: AsyncParsableCommand, Sendable {
    /// Whether one JSON document is wanted on standard output.
    var printsJSON: Bool { get }

    /// Does it.
    /// - Returns: the exit code.
    func perform(_ console: Console) async throws(CommandFailure) -> Int32
}

extension HostCommand {
    var printsJSON: Bool { false }

    /// Does it, says what went wrong, and answers with the exit code.
    func execute(_ console: Console) async -> Int32 {
        do {
            return try await perform(console)
        } catch {
            console.report(error, asJSON: printsJSON)
            return error.exitCode
        }
    }
}

/// `--json`, on everything that prints data.
struct OutputOptions: ParsableArguments, Sendable {
    @Flag(help: "Print one JSON document.")
    var json = false
}

/// `--config`, on every command that reads `usher.yaml`.
struct HostOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp("Read this configuration instead of usher.yaml in the current folder.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var config: String?
}
