import ArgumentParser
import Engine
import Foundation
import TicketModel

struct TicketsCreate: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a ticket at a connection.",
        discussion: """
            Examples:
              usher tickets create --connection desk --subject "No dial tone" --text "Since this morning." \\
                --requester 5f1c… --priority high
              usher tickets create --connection app --subject Refund --text - --field order=1042 < letter.txt
            """
    )

    @Option(help: ArgumentHelp("Where to create it.", valueName: "name"))
    var connection: String

    @Option(help: ArgumentHelp("The subject.", valueName: "text"))
    var subject: String

    @OptionGroup(title: "Message")
    var message: MessageOptions

    @Option(
        help: ArgumentHelp("Who it is for: an id, a name or an email, as the provider takes it.", valueName: "person")
    )
    var requester: String?

    @Option(help: ArgumentHelp("low, normal, high, urgent, or raw:WORD.", valueName: "priority"))
    var priority: String?

    @Option(help: ArgumentHelp("A tag; may be repeated.", valueName: "tag"))
    var tag: [String] = []

    @Option(
        help: ArgumentHelp("A field of the provider's; JSON, or else a text; may be repeated.", valueName: "name=value")
    )
    var field: [String] = []

    @Option(help: ArgumentHelp("When it is due, as in 2026-01-09T17:00:00Z.", valueName: "time"))
    var due: String?

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        let new = try newTicket(console)
        let write = TicketWrite(
            verb: "create",
            actions: [.create(connection: connection, new)],
            options: host,
            printsJSON: output.json,
            isConfirmed: true
        )
        return try await write.perform(.newTicket, at: [connection], console)
    }

    private func newTicket(_ console: Console) throws(CommandFailure) -> NewTicket {
        guard !subject.allSatisfy(\.isWhitespace) else {
            throw .usage("the subject is empty; write one with --subject")
        }
        var new = NewTicket(subject: subject, text: try message.writtenText(console), requester: requester, tags: tag)
        new.attachments = try message.attachments()
        for assignment in field {
            guard let sign = assignment.firstIndex(of: "="), sign != assignment.startIndex else {
                throw .usage("\"\(assignment)\" is no field; write --field name=value")
            }
            let text = String(assignment[assignment.index(after: sign)...])
            new.fields[String(assignment[..<sign])] = (try? JSONValue(parsing: text)) ?? .string(text)
        }
        do {
            new.priority = try priority.map { word throws(ValueError) in try PriorityWord(parsing: word) }
            new.dueAt = try due.map { text throws(ValueError) in try Timestamp(parsing: text, zone: .current) }
        } catch {
            throw .usage(error)
        }
        return new
    }
}
