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
            just been created or changed so. In shadow, which is the default, effects are printed and no sender exists; \
            --mode live delivers them. Settings, connections and limits are those of usher.yaml; an automation that is \
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

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        let ticket = try ticket.map { text throws(CommandFailure) in try TicketID(argument: text) }
        if ticket != nil, event != nil { throw .usage("--ticket and --event are both given; leave one of them out") }
        let event = try event.map { path throws(CommandFailure) in try EventFile(path: path) }
        return try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let listed = try await host.automation(named: automation)
            for note in listed.notes { console.complain(note) }
            let connections = await host.connections(listed.connections)
            let desk = listed.connections.map { connections.desk.narrowed(to: $0, for: automation) } ?? connections.desk
            let run = AutomationRun(
                listed.plugin,
                desk: desk,
                effects: try handling(listed, desk, host),
                cause: UUID().uuidString
            )
            let target = try await target(ticket, event, connections)
            let report: RunReport
            do throws(RunError) {
                report = try await run.run(target, handler: handler)
            } catch {
                throw Self.explained(error, connections)
            }
            return RunPrinting(report: report, connections: connections).show(on: console, asJSON: output.json)
        }
    }

    private func handling(
        _ listed: ListedAutomation,
        _ desk: TicketDesk,
        _ host: HostAssembly
    ) throws(CommandFailure) -> AutomationRun.EffectHandling {
        guard mode == .live, let live = LiveMode(.live) else { return .record }
        guard listed.isListed else {
            throw CommandFailure(
                .configuration,
                [
                    "\(automation) is not listed in \(host.configuration.file), so it runs in shadow only; "
                        + "add it under automations: to run it live."
                ]
            )
        }
        return .deliver(EffectRelay(live, desk: desk, notifications: NotifierDesk(host: host)))
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
