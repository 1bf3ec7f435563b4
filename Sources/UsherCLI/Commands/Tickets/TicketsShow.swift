import ArgumentParser
import Engine
import TicketModel

struct TicketsShow: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a ticket with its messages, read live.",
        discussion: """
            With --json: {"ticket": …, "messages": […]}; the messages are absent where the provider does not tell them.

            Examples:
              usher tickets show portal/tic_1
              usher tickets show portal/tic_1 --json --raw
            """
    )

    @Argument(help: ArgumentHelp("CONNECTION/ID.", valueName: "ticket"))
    var ticket: String

    @Flag(help: "With --json: include what the provider sent, under raw.")
    var raw = false

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        let id = try TicketID(argument: ticket)
        return try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            try await host.withConnections([id.connection]) { connections, _ in
                let shown: ShownTicket
                do throws(TicketFailure) {
                    shown = try await connections.desk.show(id)
                } catch {
                    throw connections.explained(error)
                }
                if output.json {
                    console.print(shown.json(includingRaw: raw))
                } else {
                    console.print(shown.ticket, messages: shown.messages)
                }
                for note in connections.notes + shown.notes { console.complain(PlainText.lines(note)) }
                return ExitCodes.done
            }
        }
    }
}

extension ShownTicket {
    /// The document of `tickets show --json`.
    fileprivate func json(includingRaw: Bool) -> JSONValue {
        var document = ["ticket": ticket.json(includingRaw: includingRaw)]
        document["messages"] = messages.map { .array($0.map(\.json)) }
        if !notes.isEmpty { document["notes"] = .array(notes.map(JSONValue.string)) }
        return .object(document)
    }
}

extension TicketID {
    /// Reads a TICKET of the command line.
    init(argument: String) throws(CommandFailure) {
        do {
            try self.init(parsing: argument)
        } catch {
            throw .usage(error)
        }
    }
}
