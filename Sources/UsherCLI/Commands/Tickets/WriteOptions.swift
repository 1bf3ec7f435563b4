import ArgumentParser
import TicketModel

/// What every verb that changes tickets takes: a filter instead of a TICKET, and what goes with it.
struct WriteOptions: ParsableArguments, Sendable {
    @OptionGroup(title: "Filter instead of a ticket")
    var filter: FilterOptions

    @Option(help: ArgumentHelp("In the subject or the body, whatever the case and accents.", valueName: "words"))
    var containing: String?

    @Flag(help: "Do not ask before changing the tickets that match a filter.")
    var yes = false

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    /// Which tickets are meant, and the words of the command line that are none.
    ///
    /// With a filter all words are values; without one the first is a TICKET.
    func target(_ words: [String]) throws(CommandFailure) -> (target: WriteTarget, values: [String]) {
        let filter = try filter.filter(text: containing)
        guard filter.isEmpty else { return (.filter(filter), words) }
        guard let first = words.first else {
            throw .usage("name a TICKET, as in portal/tic_1, or a filter such as --status open")
        }
        return (.ticket(try TicketID(argument: first)), Array(words.dropFirst()))
    }
}

/// What is changed.
enum WriteTarget: Sendable, Equatable {
    case ticket(TicketID)
    case filter(TicketFilter)
}

/// The text and the files of a message.
struct MessageOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("The plain text; - reads it from standard input.", valueName: "text"))
    var text: String

    @Option(
        name: .customLong("attach"),
        help: ArgumentHelp("A file to send along; may be repeated.", valueName: "file"),
        completion: .file()
    )
    var files: [String] = []

    /// The text.
    func writtenText(_ console: Console) throws(CommandFailure) -> String {
        var written = text
        if text == "-" {
            guard let input = String(validating: console.input(), as: UTF8.self) else {
                throw .usage("standard input is not UTF-8; convert it first")
            }
            // The line break that ends a file or an `echo` is no part of the text.
            written = String(input.reversed().drop(while: \.isNewline).reversed())
        }
        guard !written.allSatisfy(\.isWhitespace) else { throw .usage("the text is empty; write one with --text") }
        return written
    }

    /// The files with their bytes.
    func attachments() throws(CommandFailure) -> [OutgoingAttachment] {
        var attachments: [OutgoingAttachment] = []
        for path in files { attachments.append(try OutgoingAttachment(file: path)) }
        return attachments
    }
}
