import ArgumentParser
import Engine
import PluginHost
import Store
import TicketModel

struct SchedulesList: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the schedules of all automations: when they run next, and what became of the last slot.",
        discussion: """
            Examples:
              usher schedules list
              usher schedules list --json
            """
    )

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let schedules = AutomationSet(try await host.hostedAutomations(withOff: false)).schedules
            let now = host.now()
            let found = try await host.readStore { try ScheduleOverview.all(schedules, now: now, in: $0) }
            if output.json {
                console.print(["schedules": .array(found.map(\.json)), "errors": []])
            } else {
                show(found, console)
            }
            return ExitCodes.done
        }
    }

    private func show(_ found: [ScheduleOverview], _ console: Console) {
        guard !found.isEmpty else {
            console.print("No automation that is on has a schedule.")
            return
        }
        var table = TextTable([
            .init("schedule"), .init("mode"), .init("when", givesWay: true), .init("zone"), .init("next"),
            .init("last slot", givesWay: true),
        ])
        for overview in found {
            let declaration = overview.schedule.declaration
            table.add([
                overview.schedule.key, overview.schedule.hosted.mode.rawValue, declaration.timing.description,
                declaration.timeZone, next(overview), overview.last.map(told) ?? "-",
            ])
        }
        console.print(table)
    }

    private func next(_ overview: ScheduleOverview) -> String {
        if let pause = overview.pause { return "paused: \(pause.reason)" }
        return overview.due?.description ?? "never"
    }

    private func told(_ slot: SlotRecord) -> String {
        "\(slot.plannedAt) \(slot.state.rawValue)" + (slot.why.map { ": \($0)" } ?? "")
    }
}
