import ArgumentParser
import TicketModel

struct TicketsTag: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag",
        abstract: "Add tags to a ticket, or take some off.",
        discussion: """
            With a filter only the tags are named.

            Examples:
              usher tickets tag desk/42 urgent vip --remove stale
              usher tickets tag stale --status open --updated-before 30d
            """
    )

    @Argument(
        help: ArgumentHelp("CONNECTION/ID, unless a filter is given, and the tags to add.", valueName: "ticket> <tag")
    )
    var words: [String] = []

    @Option(help: ArgumentHelp("A tag to take off; may be repeated.", valueName: "tag"))
    var remove: [String] = []

    @OptionGroup
    var options: WriteOptions

    var printsJSON: Bool { options.output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await options.perform("tag", words, console) { tags throws(CommandFailure) in
            guard !(tags + remove).contains(where: { $0.allSatisfy(\.isWhitespace) }) else {
                throw .usage("a tag is empty; write a word")
            }
            var actions: [Effect.Action] = []
            if !tags.isEmpty { actions.append(.addTags(tags)) }
            if !remove.isEmpty { actions.append(.removeTags(remove)) }
            guard !actions.isEmpty else { throw .usage("name the tags too, as in urgent, or --remove stale") }
            return actions
        }
    }
}
