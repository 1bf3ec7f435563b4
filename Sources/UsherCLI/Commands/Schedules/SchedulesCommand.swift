import ArgumentParser
import Engine
import PluginHost
import Store
import TicketModel

struct SchedulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedules",
        abstract: "Show when automations run, pause and resume their schedules, and run slots of the past.",
        discussion: """
            NAME is AUTOMATION/SCHEDULE, or one of the two where that leaves no choice.
            """,
        subcommands: [
            SchedulesList.self, SchedulesNext.self, SchedulesPause.self, SchedulesResume.self, SchedulesBackfill.self,
        ]
    )
}

/// The schedule that a command is about.
struct ScheduleArgument: ParsableArguments, Sendable {
    @Argument(help: ArgumentHelp("AUTOMATION/SCHEDULE, or one of the two.", valueName: "name"))
    var name: String

    func find(in schedules: [HostedSchedule]) throws(CommandFailure) -> HostedSchedule {
        do throws(ScheduleError) {
            return try schedules.schedule(named: name)
        } catch {
            throw CommandFailure(error)
        }
    }
}

extension HostAssembly {
    /// Reads the store where there is one.
    func readStore<Result: Sendable>(
        _ body: @escaping @Sendable ((any SQLReader)?) throws -> Result
    ) async throws(CommandFailure) -> Result {
        if case .file(let path) = databaseLocation, !FileTree.exists(path) {
            do {
                return try body(nil)
            } catch {
                throw CommandFailure(store: error)
            }
        }
        return try await withStore { database in try await database.read { try body($0) } }
    }
}

extension CommandFailure {
    /// A schedule that is not there is not found; all else is a matter of the command line.
    init(_ error: ScheduleError) {
        switch error {
        case .unknown: self.init(TicketFailure(.notFound, error.description))
        default: self.init(.usage, [error.description])
        }
    }
}
