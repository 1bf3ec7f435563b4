import TicketModel

/// A build of a plugin that the daemon did not take.
struct RefusedBuild: Sendable, Equatable {
    let because: String
    /// The version that runs in its place, and its bundle.
    let running: String
    let generation: String

    var sentence: String { "this build was refused, and \(running) still runs: \(because)" }

    var json: JSONValue {
        ["because": .string(because), "running": .string(running), "generation": .string(generation)]
    }
}
