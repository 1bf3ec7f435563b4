import ArgumentParser

struct TicketsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tickets",
        abstract: "List, show and change tickets.",
        discussion: """
            A TICKET is CONNECTION/ID, as in portal/tic_1. The verbs that change tickets take a filter instead of a \
            TICKET; then they show what they would touch and ask.

            Examples:
              usher tickets list --status open --older-than 4h
              usher tickets show portal/tic_1
              usher tickets reply portal/tic_1 --text "We are on it."
              usher tickets status --connection portal --status open --created-before 90d --to closed
            """,
        subcommands: [
            TicketsList.self,
            TicketsShow.self,
            TicketsReply.self,
            TicketsNote.self,
            TicketsStatus.self,
            TicketsTag.self,
            TicketsAssign.self,
            TicketsPriority.self,
            TicketsCreate.self,
        ]
    )
}
