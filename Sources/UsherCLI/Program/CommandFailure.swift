import PluginHost
import TicketModel

/// Why a command did not do what it was asked for; its wording, its JSON and its exit code.
struct CommandFailure: Error, Sendable, Equatable {
    /// What kind of thing is wrong.
    enum Kind: Sendable, Equatable {
        /// The command line itself.
        case usage
        /// `usher.yaml`, or what it names.
        case configuration
        /// A plugin of the operator's.
        case plugin
        /// The database, or something in it.
        case store
        /// A ticket system, or the way to it.
        case ticket(TicketFailure)
    }

    var kind: Kind
    /// One sentence for each thing that is wrong; a line each.
    var messages: [String]
    var connection: String?
    /// What plugins had printed until then.
    var log: [LogLine] = []
    private var ownExitCode: Int32?

    init(_ kind: Kind, _ messages: [String], connection: String? = nil, exitCode: Int32? = nil) {
        self.kind = kind
        self.messages = messages
        self.connection = connection
        ownExitCode = exitCode
    }

    init(_ failure: TicketFailure) {
        self.init(.ticket(failure), [failure.message], connection: failure.connection)
    }

    init(_ error: ConfigurationError) {
        self.init(.configuration, error.description.split(separator: "\n").map(String.init))
    }

    /// A plugin that failed while it ran.
    init(_ failure: PluginFailure) {
        self.init(.plugin, [failure.description])
        log = failure.log
    }

    /// The exit code of DESIGN section 9.
    var exitCode: Int32 {
        if let ownExitCode { return ownExitCode }
        return switch kind {
        case .usage, .configuration: ExitCodes.usage
        case .plugin, .store: ExitCodes.failed
        case .ticket(let failure): failure.kind.exitCode
        }
    }

    /// What stands in `error` or `errors`: one object for each thing that is wrong.
    var json: [JSONValue] {
        if case .ticket(let failure) = kind { return [failure.json] }
        return messages.map { message in
            var members: [String: JSONValue] = ["kind": .string(word), "message": .string(message)]
            members["connection"] = connection.map(JSONValue.string)
            return .object(members)
        }
    }

    private var word: String {
        switch kind {
        case .usage: "usage"
        case .configuration: "configuration"
        case .plugin: "plugin"
        case .store: "store"
        case .ticket(let failure): failure.kind.rawValue
        }
    }
}

extension CommandFailure {
    /// The command line asks for what cannot be; the clause becomes a sentence.
    static func usage(_ clause: String) -> CommandFailure {
        CommandFailure(.usage, [Sentence.of(clause)])
    }

    /// A file that the command line names holds what cannot be.
    static func usage(in file: String, _ clause: String) -> CommandFailure {
        CommandFailure(.usage, ["\(file): \(clause)."])
    }

    static func usage(_ error: FilterError) -> CommandFailure {
        usage(error.description)
    }

    static func usage(_ error: ValueError) -> CommandFailure {
        usage(error.description)
    }
}

/// Clauses as sentences.
enum Sentence {
    /// The clause with a capital and a full stop.
    static func of(_ clause: String) -> String {
        let capital = clause.prefix(1).uppercased() + clause.dropFirst()
        return capital.last.map { ".?!".contains($0) } ?? true ? capital : capital + "."
    }
}
