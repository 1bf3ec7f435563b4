import ArgumentParser
import TicketModel

struct TicketsStatus: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Set the status of a ticket.",
        discussion: """
            The status is new, open, pending, on_hold, solved or closed, or raw:WORD for a provider's own word. With a \
            filter only the status is named.

            Examples:
              usher tickets status portal/tic_1 closed
              usher tickets status closed --connection portal --status open --updated-before 90d
            """
    )

    @Argument(
        help: ArgumentHelp("CONNECTION/ID, unless a filter is given, and the status.", valueName: "ticket> <status")
    )
    var words: [String] = []

    @OptionGroup
    var options: WriteOptions

    var printsJSON: Bool { options.output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await options.perform("status", words, console) { values throws(CommandFailure) in
            let word = try values.only("status", as: "closed")
            do throws(ValueError) {
                return [.setStatus(try StatusWord(parsing: word))]
            } catch {
                throw .usage(error)
            }
        }
    }
}

struct TicketsPriority: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "priority",
        abstract: "Set the priority of a ticket.",
        discussion: """
            The priority is low, normal, high or urgent, or raw:WORD for a provider's own word. With a filter only the \
            priority is named.

            Examples:
              usher tickets priority desk/42 high
              usher tickets priority urgent --tag outage --status open
            """
    )

    @Argument(
        help: ArgumentHelp("CONNECTION/ID, unless a filter is given, and the priority.", valueName: "ticket> <priority")
    )
    var words: [String] = []

    @OptionGroup
    var options: WriteOptions

    var printsJSON: Bool { options.output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await options.perform("priority", words, console) { values throws(CommandFailure) in
            let word = try values.only("priority", as: "high")
            do throws(ValueError) {
                return [.setPriority(try PriorityWord(parsing: word))]
            } catch {
                throw .usage(error)
            }
        }
    }
}

struct TicketsAssign: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign",
        abstract: "Assign a ticket to an agent.",
        discussion: """
            The agent is an id, a name or an email, as the provider takes it. With a filter only the agent is named.

            Examples:
              usher tickets assign desk/42 ana@example.com
              usher tickets assign 17 --assignee none --status open
            """
    )

    @Argument(
        help: ArgumentHelp("CONNECTION/ID, unless a filter is given, and the agent.", valueName: "ticket> <agent")
    )
    var words: [String] = []

    @OptionGroup
    var options: WriteOptions

    var printsJSON: Bool { options.output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await options.perform("assign", words, console) { values throws(CommandFailure) in
            [.assign(try values.only("agent", as: "ana@example.com"))]
        }
    }
}

extension [String] {
    /// The one word that a verb takes beside its TICKET.
    func only(_ what: String, as example: String) throws(CommandFailure) -> String {
        guard let word = first, !word.isEmpty else { throw .usage("name the \(what) too, as in \(example)") }
        guard count == 1 else { throw .usage("\"\(self[1])\" is one word too many; name one \(what)") }
        return word
    }
}
