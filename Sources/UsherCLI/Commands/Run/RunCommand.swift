import ArgumentParser
import Engine
import Foundation
import PluginHost
import TicketModel

struct RunCommand: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run an automation by hand, and print what it looked at and asked for.",
        discussion: """
            Without a ticket its schedule's handler runs, now. With one its triggers are tried, as if the ticket had \
            just been created or changed so. In shadow, which is the default, effects are printed, nothing is kept and no \
            sender exists; --mode live makes runs of the store, whose effects are delivered through the outbox. Settings, connections and limits are those of usher.yaml; an automation that is \
            not listed there runs with its defaults over all connections, in shadow only.

            An event is a JSON file such as {"kind": "message.added", "ticket": "portal/tic_1", "actor": "requester"}; \
            message (an id), from and to (statuses) may stand in it too.

            Examples:
              usher run escalate-stale
              usher run auto-reply --ticket portal/tic_1
              usher run auto-reply --ticket portal/tic_1 --mode live --json
            """
    )

    /// The modes that a run by hand can have.
    enum Mode: String, ExpressibleByArgument, CaseIterable, Sendable {
        case shadow, live
    }

    @Argument(help: ArgumentHelp("The automation's name.", valueName: "automation"))
    var automation: String

    @Option(help: ArgumentHelp("Only this one: triggers[1], schedules.NAME, or a schedule's name.", valueName: "name"))
    var handler: String?

    @Option(help: ArgumentHelp("Try its triggers on this ticket, CONNECTION/ID.", valueName: "ticket"))
    var ticket: String?

    @Option(help: ArgumentHelp("Try its triggers on the change in this file.", valueName: "file"), completion: .file())
    var event: String?

    @Option(help: "Whether effects are only written down, or delivered.")
    var mode = Mode.shadow

    @Option(
        help: ArgumentHelp(
            "Write a flame graph (SVG) of the Lua that ran, and print the functions that took longest.",
            valueName: "file"
        ),
        completion: .file(extensions: ["svg"])
    )
    var profile: String?

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        let ticket = try ticket.map { text throws(CommandFailure) in try TicketID(argument: text) }
        if ticket != nil, event != nil { throw .usage("--ticket and --event are both given; leave one of them out") }
        let event = try event.map { path throws(CommandFailure) in try EventFile(path: path) }
        guard let path = profile else { return try await perform(console, ticket, event, profiling: nil) }
        let file = try ProfileFile(path)
        do throws(CommandFailure) {
            return try await perform(console, ticket, event, profiling: file)
        } catch {
            file.drop()
            throw error
        }
    }

    private func perform(
        _ console: Console,
        _ ticket: TicketID?,
        _ event: EventFile?,
        profiling file: ProfileFile?
    ) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let listed = try await host.automation(named: automation)
            for note in listed.notes { console.complain(note) }
            guard mode == .live, let live = LiveMode(.live) else {
                return try await host.withConnections(listed.connections) { connections, _ in
                    for note in connections.notes { console.complain(PlainText.lines(note)) }
                    let target = try await target(ticket, event, connections)
                    return try await run(listed, .record, target, connections, console, file)
                }
            }
            guard listed.isListed else { throw notListed(in: host.configuration.file) }
            return try await host.withStore(mayCreate: true) { database in
                let connections = await host.connections(listed.connections, in: database)
                let target = try await target(ticket, event, connections)
                let runs = HandRuns(
                    live,
                    listed.plugin,
                    connections: listed.connections,
                    replies: listed.replies,
                    parts: await HostEngine.parts(host, database, connections),
                    notifications: NotifierDesk(host: host),
                    by: ProcessInfo.processInfo.userName
                )
                return try await run(listed, .deliver(runs), target, connections, console, file)
            }
        }
    }

    private func run(
        _ listed: ListedAutomation,
        _ handling: AutomationRun.EffectHandling,
        _ target: AutomationRun.Target,
        _ connections: ConnectionSet,
        _ console: Console,
        _ file: ProfileFile?
    ) async throws(CommandFailure) -> Int32 {
        let desk = listed.connections.map { connections.desk.narrowed(to: $0, for: automation) } ?? connections.desk
        let run = AutomationRun(listed.plugin, desk: desk, effects: handling, cause: UUID().uuidString.lowercased())
        let profile = file.map { ProfilePrinting(profile: PluginProfile(), file: $0, automation: automation) }
        let result =
            if let profile {
                await profile.profile.during { await run.result(target, handler: handler) }
            } else {
                await run.result(target, handler: handler)
            }
        let report: RunReport
        do throws(RunError) {
            report = try result.get()
        } catch {
            throw Self.explained(error, connections)
        }
        let printing = RunPrinting(report: report, connections: connections, profile: profile)
        return printing.show(on: console, asJSON: output.json)
    }

    private func notListed(in file: String) -> CommandFailure {
        CommandFailure(
            .configuration,
            [
                "\(automation) is not listed in \(file), so it runs in shadow only; "
                    + "add it under automations: to run it live."
            ]
        )
    }

    private func target(
        _ ticket: TicketID?,
        _ event: EventFile?,
        _ connections: ConnectionSet
    ) async throws(CommandFailure) -> AutomationRun.Target {
        if let ticket { return .ticket(ticket) }
        guard let event else { return .schedule(nil) }
        return .event(try await event.change(at: connections))
    }

    private static func explained(_ error: RunError, _ connections: ConnectionSet) -> CommandFailure {
        if case .ticket(let failure) = error { return connections.explained(failure) }
        return CommandFailure(.usage, [error.description])
    }
}

extension AutomationRun {
    /// The report, or why there is none.
    fileprivate func result(_ target: Target, handler: String?) async -> Result<RunReport, RunError> {
        do throws(RunError) {
            return .success(try await run(target, handler: handler))
        } catch {
            return .failure(error)
        }
    }
}
