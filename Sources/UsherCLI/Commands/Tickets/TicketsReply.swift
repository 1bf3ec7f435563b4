import ArgumentParser
import TicketModel

struct TicketsReply: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "reply",
        abstract: "Answer the requester of a ticket.",
        discussion: """
            The text is plain; the provider's plugin converts it to what the provider takes.

            Examples:
              usher tickets reply portal/tic_1 --text "We are on it."
              usher tickets reply portal/tic_1 --text - --attach invoice.pdf < answer.txt
              usher tickets reply --status open --containing outage --text "It works again." --yes
            """
    )

    @Argument(help: ArgumentHelp("CONNECTION/ID.", valueName: "ticket"))
    var ticket: String?

    @OptionGroup(title: "Message")
    var message: MessageOptions

    @OptionGroup
    var options: WriteOptions

    var printsJSON: Bool { options.output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await options.perform("reply", [ticket], console) { values throws(CommandFailure) in
            try TicketsNote.refuse(values)
            return [.reply(try message.writtenText(console), attachments: try message.attachments())]
        }
    }
}

struct TicketsNote: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "note",
        abstract: "Add an internal note to a ticket, which the requester does not see.",
        discussion: """
            Examples:
              usher tickets note desk/42 --text "Called back, waiting for the part."
            """
    )

    @Argument(help: ArgumentHelp("CONNECTION/ID.", valueName: "ticket"))
    var ticket: String?

    @OptionGroup(title: "Message")
    var message: MessageOptions

    @OptionGroup
    var options: WriteOptions

    var printsJSON: Bool { options.output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await options.perform("note", [ticket], console) { values throws(CommandFailure) in
            try Self.refuse(values)
            return [.note(try message.writtenText(console), attachments: try message.attachments())]
        }
    }

    /// Refuses a TICKET beside a filter.
    static func refuse(_ values: [String]) throws(CommandFailure) {
        guard let value = values.first else { return }
        throw .usage("\"\(value)\" and a filter are both given; leave one of them out")
    }
}

extension WriteOptions {
    /// Does what a verb asks for at the ticket, or at those that the filter lets through.
    ///
    /// `actions` says what the words that are no TICKET mean.
    func perform(
        _ verb: String,
        _ words: [String?],
        _ console: Console,
        actions: ([String]) throws(CommandFailure) -> [Effect.Action]
    ) async throws(CommandFailure) -> Int32 {
        let (target, values) = try target(words.compactMap(\.self))
        let write = TicketWrite(
            verb: verb,
            actions: try actions(values),
            options: host,
            printsJSON: output.json,
            isConfirmed: yes
        )
        return try await write.perform(target, console)
    }
}
