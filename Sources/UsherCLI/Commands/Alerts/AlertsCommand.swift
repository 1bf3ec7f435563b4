import ArgumentParser
import Store
import TicketModel

struct AlertsCommand: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts",
        abstract: "List what needs an operator.",
        discussion: """
            That is: what is paused, credentials that a provider refuses, entries of the outbox that nobody knows of or that \
            will not be tried again, runs that were given up, a store that is too large. Each is told once, through the \
            notifiers under alerts: in usher.yaml, or all of them; it is looked at after each sync.
            """
    )

    @Flag(help: "What is over, too.")
    var all = false

    @Option(help: ArgumentHelp("How many at most.", valueName: "number"))
    var limit = 50

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        guard limit > 0 else { throw .usage("--limit is at least 1") }
        return try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let alerts = try await host.withStore { database in
                try await database.read { [all, limit] in try AlertTable.list(all: all, limit: limit, in: $0) }
            }
            if output.json {
                console.print(["alerts": .array(alerts.map(\.json)), "errors": []])
                return ExitCodes.done
            }
            if alerts.isEmpty { console.print("Nothing needs an operator.") }
            for alert in alerts {
                let end = alert.resolvedAt.map { ", over since \($0)" } ?? ""
                console.print(PlainText.line("\(alert.raisedAt)\(end)  \(alert.incident.text)"))
            }
            return ExitCodes.done
        }
    }
}

extension AlertRecord {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "id": .integer(id), "kind": .string(incident.kind.rawValue), "message": .string(incident.text),
            "raised_at": raisedAt.json,
        ]
        members["resolved_at"] = resolvedAt?.json
        return .object(members)
    }
}
