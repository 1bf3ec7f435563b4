import ArgumentParser
import Engine
import Store
import TicketModel

struct ExplainCommand: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell what happened to a ticket, in order, and why.",
        discussion: """
            An automation that looked at a change and let it pass is told with the first condition that did not hold. What \
            an automation of that time did stands under the version it had then.

            Example:
              usher explain portal/tic_1
            """
    )

    @Argument(help: ArgumentHelp("CONNECTION/ID.", valueName: "ticket"))
    var ticket: String

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        let id = try TicketID(argument: ticket)
        return try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let story = try await host.withStore { database in
                try await database.read { try TicketStory(of: id, in: $0) }
            }
            guard story.ticket != nil || !story.entries.isEmpty else {
                throw CommandFailure(
                    TicketFailure(
                        .notFound,
                        "No sync has seen \(id); check the id, or run \"usher sync\".",
                        connection: id.connection
                    )
                )
            }
            if output.json {
                console.print([
                    "ticket": .string(id.description), "story": .array(story.entries.map(\.json)), "errors": [],
                ])
            } else {
                console.print(console.styled(PlainText.line("\(id)  \(story.ticket?.subject.value ?? "")"), .bold))
                for entry in story.entries {
                    console.print(String(repeating: " ", count: entry.indentation) + PlainText.line(entry.line))
                }
            }
            return ExitCodes.done
        }
    }
}

extension TicketStory.Entry {
    /// What belongs to a change stands further in.
    fileprivate var indentation: Int {
        switch self {
        case .change, .strayEffect: 0
        case .passedOver, .run: 4
        case .effect: 8
        }
    }

    /// One line for people.
    fileprivate var line: String {
        switch self {
        case .change(let recorded):
            let change = recorded.change
            let message = change.message.map { " \($0.id)" } ?? ""
            let statuses = [change.from, change.to].compactMap { $0.map { "\($0)" } }.joined(separator: " → ")
            let status = change.kind == .statusChanged && !statuses.isEmpty ? " \(statuses)" : ""
            let cause = recorded.cause.map { ", the echo of \($0)" } ?? ""
            let baseline = recorded.baseline ? ", when the connection was first read" : ""
            let fields = change.kind == .ticketUpdated ? recorded.difference.objectValue?.keys.sorted() ?? [] : []
            let updated = fields.isEmpty ? "" : " (\(fields.joined(separator: ", ")))"
            let what = "\(change.kind.rawValue)\(message)\(status)\(updated)"
            return "\(recorded.seenAt) \(what) by \(change.actor.rawValue)\(cause)\(baseline)"
        case .passedOver(let passed):
            return "\(passed.automation) \(passed.version), \(passed.handler): not run, \(passed.why)"
        case .run(let run):
            let mode = run.mode == "live" ? "" : " in \(run.mode)"
            let by = run.operatorName.map { ", by \($0)" } ?? ""
            let outcome = run.told ?? "due \(run.dueAt)"
            let who = "\(run.automation) \(run.version), \(run.handler)\(by)"
            return "\(who): run \(run.id)\(mode) \(run.state.rawValue), \(outcome)"
        case .effect(let effect):
            return "→ \(effect.line)"
        case .strayEffect(let effect):
            return "\(effect.createdAt) \(effect.automation), \(effect.handler), in run \(effect.run) → \(effect.line)"
        }
    }
}
