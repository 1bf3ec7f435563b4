import ArgumentParser
import Engine
import PluginHost
import Store
import TicketModel

struct SchedulesBackfill: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "backfill",
        abstract: "Make the runs of slots of the past that have not run.",
        discussion: """
            A slot that has run in that mode is not run again. The next sync, or the daemon, works on the runs. A time \
            without an offset is one of the schedule's zone.

            Examples:
              usher schedules backfill escalate-stale/sweep --from 2026-03-01 --to "2026-03-02 12:00:00"
              usher schedules backfill sweep --from 2026-03-01T00:00:00Z --to 2026-03-02T00:00:00Z --mode live --json
            """
    )

    @OptionGroup
    var schedule: ScheduleArgument

    @Option(help: ArgumentHelp("The first time.", valueName: "time"))
    var from: String

    @Option(help: ArgumentHelp("The last time.", valueName: "time"))
    var to: String

    @Option(help: ArgumentHelp("shadow records what it would do; live does it.", valueName: "shadow|live"))
    var mode = "shadow"

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        guard let mode = RunMode(rawValue: mode), mode != .off else {
            throw .usage("--mode is shadow or live, not \"\(mode)\"")
        }
        return try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let hosted = try await host.hostedAutomations(withOff: false)
            let found = try schedule.find(in: AutomationSet(hosted).schedules)
            let start = try time(from, "--from", found)
            let end = try time(to, "--to", found)
            let slots = try await host.withStore(mayCreate: true) { database in
                let service = try await HostEngine.open(host, database).schedules
                do {
                    return try await ScheduleBackfill(service).fill(found, from: start, to: end, mode: mode)
                } catch let error as ScheduleError {
                    throw CommandFailure(error)
                }
            }
            show(slots, found.key, mode, console)
            return ExitCodes.done
        }
    }

    private func time(
        _ text: String,
        _ option: String,
        _ schedule: HostedSchedule
    ) throws(CommandFailure) -> Timestamp {
        do throws(ValueError) {
            return try Timestamp(parsing: text, inZone: schedule.declaration.timeZone)
        } catch {
            throw .usage("\(option): \(error)")
        }
    }

    private func show(
        _ slots: [(slot: Timestamp, result: ScheduleBackfill.Result)],
        _ key: String,
        _ mode: RunMode,
        _ console: Console
    ) {
        guard !output.json else {
            let rows = slots.map { row -> JSONValue in
                ["slot": row.slot.json, "result": .string(row.result.rawValue)]
            }
            console.print([
                "schedule": .string(key), "mode": .string(mode.rawValue), "slots": .array(rows), "errors": [],
            ])
            return
        }
        if slots.isEmpty { console.print("\(key) has no slot between these times.") }
        for row in slots {
            let words =
                switch row.result {
                case .started: "its run is made; the next sync, or the daemon, works on it"
                case .hadRun: "has run already"
                case .toCome: "is planned, and runs by itself"
                }
            console.print("\(row.slot)  \(words)")
        }
    }
}
