import ArgumentParser
import Store
import TicketModel

struct PluginsHistory: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show which versions of a plugin were active, refused or rolled back, and why; the latest first.",
        discussion: """
            Examples:
              usher plugins history auto-reply
              usher plugins history auto-reply --json
            """
    )

    @Argument(help: "The plugin.")
    var name: String

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            try await host.withStore { database in
                let name = name
                let events = try await database.read { try BundleTable.history(of: name, limit: 100, in: $0) }
                guard !events.isEmpty else { throw CommandFailure.neverServed(name) }
                if output.json {
                    console.print(["history": .array(events.map(\.json)), "errors": []])
                } else {
                    var table = TextTable([
                        .init("at"), .init("what"), .init("version"), .init("bundle"), .init("by"),
                        .init("why", givesWay: true),
                    ])
                    for event in events {
                        table.add([
                            "\(event.at)", event.what.rawValue, event.version, String(event.hash.prefix(12)), event.by,
                            event.why ?? "",
                        ])
                    }
                    console.print(table)
                }
                return ExitCodes.done
            }
        }
    }
}

extension BundleEvent {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "kind": .string(kind), "name": .string(name), "generation": .string(hash), "version": .string(version),
            "what": .string(what.rawValue), "by": .string(by), "at": at.json,
        ]
        members["why"] = why.map(JSONValue.string)
        return .object(members)
    }
}
