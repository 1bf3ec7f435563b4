import ArgumentParser
import Engine
import Foundation
import PluginHost
import Store
import TicketModel

struct SchedulesPause: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Let the slots of a schedule pass until it is resumed.",
        discussion: """
            Each slot that falls due meanwhile is skipped, with the reason. Runs that were made before go on; "usher pause \
            AUTOMATION" stops these too.

            Examples:
              usher schedules pause escalate-stale/sweep --reason "holidays"
            """
    )

    @OptionGroup
    var schedule: ScheduleArgument

    @Option(help: ArgumentHelp("Why; it is shown to whoever asks.", valueName: "text"))
    var reason = "an operator paused it"

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let found = try schedule.find(in: AutomationSet(try await host.hostedAutomations(withOff: false)).schedules)
            let pause = Pause(
                .schedule(found.key),
                reason: reason,
                by: ProcessInfo.processInfo.userName,
                since: host.now()
            )
            let pauses = try await host.withStore(mayCreate: true) { database in
                try await database.write { _ = try PauseTable.add(pause, in: $0) }
                return try await database.read { try PauseTable.all(in: $0) }
            }
            PausePrinting(pauses: pauses).show(on: console, asJSON: output.json)
            return ExitCodes.done
        }
    }
}

struct SchedulesResume: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let a paused schedule go on with its next slot.",
        discussion: """
            What failed before does not count any more. Slots that were skipped meanwhile can be run with \
            "usher schedules backfill".

            Examples:
              usher schedules resume escalate-stale/sweep
            """
    )

    @OptionGroup
    var schedule: ScheduleArgument

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let found = try schedule.find(in: AutomationSet(try await host.hostedAutomations(withOff: false)).schedules)
            let (automation, name) = (found.hosted.automation.name, found.declaration.name)
            let now = host.now()
            let (wasPaused, left) = try await host.withStore { database in
                try await database.write { transaction in
                    (
                        try ScheduleControl.resume(automation, name, now: now, in: transaction),
                        try PauseTable.all(in: transaction)
                    )
                }
            }
            if !wasPaused { console.complain("The schedule \(found.key) was not paused.") }
            PausePrinting(pauses: left).show(on: console, asJSON: output.json)
            return ExitCodes.done
        }
    }
}
