import ArgumentParser
import Foundation
import Store
import TicketModel

/// What `pause` and `resume` are about.
struct PauseOptions: ParsableArguments, Sendable {
    @Argument(help: ArgumentHelp("The automation's or the connection's name.", valueName: "name"))
    var name: String?

    @Flag(help: "Everything.")
    var all = false

    /// What is named, by what `usher.yaml` has under that name.
    func scope(_ configuration: HostConfiguration) throws(CommandFailure) -> Pause.Scope {
        guard let name else {
            guard all else { throw .usage("name an automation or a connection, or say --all") }
            return .all
        }
        if all { throw .usage("\"\(name)\" and --all are both given; leave one of them out") }
        let automations = configuration.automations.map(\.name)
        let connections = configuration.connections.map(\.name)
        switch (automations.contains(name), connections.contains(name)) {
        case (true, false): return .automation(name)
        case (false, true): return .connection(name)
        case (true, true):
            throw .usage("\"\(name)\" is an automation and a connection in \(configuration.file); rename one of them")
        case (false, false):
            let names = automations + connections
            let hint =
                Suggestion.closest(to: name, among: names).map { "did you mean \"\($0)\"?" }
                ?? "there are \(ShownText.list(names.sorted(), "and"))"
            throw .usage("there is no automation and no connection \"\(name)\" in \(configuration.file); \(hint)")
        }
    }
}

struct PauseCommand: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "The stop button: no run begins and nothing leaves, at once and everywhere.",
        discussion: """
            What is being sent in this very moment is finished. Changes are still read and written down, and wait. Without \
            a name or --all, says what is paused.

            Examples:
              usher pause --all --reason "wrong texts"
              usher pause auto-reply
              usher pause portal
            """
    )

    @OptionGroup
    var target: PauseOptions

    @Option(help: ArgumentHelp("Why; it is shown to whoever asks.", valueName: "text"))
    var reason = "an operator paused it"

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let asks = target.name == nil && !target.all
            let scope = asks ? nil : try target.scope(host.configuration)
            let pause = scope.map {
                Pause($0, reason: reason, by: ProcessInfo.processInfo.userName, since: host.now())
            }
            // Before the first sync there is nothing to read, but what is to be stopped can be.
            let pauses = try await host.withStore(mayCreate: !asks) { database in
                if let pause { try await database.write { _ = try PauseTable.add(pause, in: $0) } }
                return try await database.read { try PauseTable.all(in: $0) }
            }
            PausePrinting(pauses: pauses).show(on: console, asJSON: output.json)
            return ExitCodes.done
        }
    }
}

struct ResumeCommand: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let go on what was paused.",
        discussion: """
            What waited is worked on by the next sync; replies that have waited for more than an hour do not leave any more. \
            What an automation may say is counted anew from then on. After a restore that is refused until every connection was read again and everything unknown was read back; \
            --anyway goes on before.

            Examples:
              usher resume --all
              usher resume auto-reply
            """
    )

    @OptionGroup
    var target: PauseOptions

    @Flag(help: "After a restore: do not wait for sync and read-back.")
    var anyway = false

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let scope = try target.scope(host.configuration)
            let connections = scope == .all && !anyway ? host.configuration.connections.map(\.name) : nil
            let now = host.now()
            let (wasPaused, left) = try await host.withStore { database in
                try await database.write { transaction in
                    if let connections, let rest = try RestoreHold.remainder(connections: connections, in: transaction),
                        !rest.isNothing
                    {
                        throw CommandFailure.notAllowed(rest.sentence)
                    }
                    let wasPaused = try PauseTable.remove(scope, in: transaction)
                    if wasPaused, case .automation(let name) = scope {
                        try StoreMarks.noteResumed(name, at: now, in: transaction)
                    }
                    return (wasPaused, try PauseTable.all(in: transaction))
                }
            }
            if !wasPaused { console.complain(scope.wasNotPaused) }
            PausePrinting(pauses: left).show(on: console, asJSON: output.json)
            return ExitCodes.done
        }
    }
}

extension RestoreHold.Remainder {
    /// Why a restored store may not go on yet.
    fileprivate var sentence: String {
        var reasons: [String] = []
        if !unread.isEmpty { reasons.append("no sync has read \(ShownText.list(unread, "or")) since") }
        switch unknown {
        case 0: break
        case 1: reasons.append("one entry of the outbox is still to be read back")
        default: reasons.append("\(unknown) entries of the outbox are still to be read back")
        }
        return "The store was restored at \(since), and \(reasons.joined(separator: "; ")). Run \"usher sync\", again "
            + "after a minute where something is unknown, then resume; or say --anyway."
    }
}

/// What is paused, for people and for `--json`.
struct PausePrinting: Sendable {
    let pauses: [Pause]

    func show(on console: Console, asJSON: Bool) {
        guard !asJSON else {
            console.print(["paused": .array(pauses.map(\.json)), "errors": []])
            return
        }
        if pauses.isEmpty { console.print("Nothing is paused.") }
        for pause in pauses {
            console.print(
                PlainText.line("\(pause.scope.words) is paused since \(pause.since) by \(pause.by): \(pause.reason)")
            )
        }
    }
}

extension Pause.Scope {
    /// What is said where there was nothing to let go on.
    fileprivate var wasNotPaused: String {
        self == .all ? "There was no pause of everything to lift." : "\(words) was not paused."
    }

    /// The scope as a sentence begins with it.
    fileprivate var words: String {
        switch self {
        case .all, .restored: "Everything"
        case .automation(let name): "The automation \(name)"
        case .connection(let name): "The connection \(name)"
        case .schedule(let name): "The schedule \(name)"
        }
    }
}

extension Pause {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "reason": .string(reason), "by": .string(by), "since": since.json,
        ]
        switch scope {
        case .all, .restored: members["scope"] = "all"
        case .automation(let name): (members["scope"], members["name"]) = ("automation", .string(name))
        case .connection(let name): (members["scope"], members["name"]) = ("connection", .string(name))
        case .schedule(let name): (members["scope"], members["name"]) = ("schedule", .string(name))
        }
        return .object(members)
    }
}
