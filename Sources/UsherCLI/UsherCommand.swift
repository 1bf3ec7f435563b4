import ArgumentParser

@main
struct UsherCommand: AsyncParsableCommand {
    static let programVersion = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "usher",
        abstract: "A ticket automation host: one desk for every ticket system, automated in Lua.",
        discussion: """
            Connections, notifiers and automations stand in usher.yaml; `usher init` writes one to start from, and \
            `usher doctor` says what is wrong with it. Everything that prints data takes --json.

            Exit codes: 0 done · 1 failed · 2 usage or configuration · 3 unsupported by the provider · 4 not found · \
            5 refused · 6 nobody knows whether the write took place.
            """,
        version: programVersion,
        subcommands: [
            InitCommand.self,
            DemoCommand.self,
            TicketsCommand.self,
            RunCommand.self,
            SyncCommand.self,
            ServeCommand.self,
            ExplainCommand.self,
            SchedulesCommand.self,
            WebhooksCommand.self,
            RunsCommand.self,
            OutboxCommand.self,
            PauseCommand.self,
            ResumeCommand.self,
            StoreCommand.self,
            AlertsCommand.self,
            PluginsCommand.self,
            DoctorCommand.self,
        ]
    )

    static func main() async {
        ExitCodes.end(await Self.status(of: Array(CommandLine.arguments.dropFirst())))
    }

    /// Parses and runs a command line, and answers with its exit code.
    static func status(of arguments: [String]) async -> Int32 {
        let console = Console.process()
        let command: any ParsableCommand
        do {
            command = try await asyncParseAsRoot(arguments)
        } catch {
            return refuse(error, arguments: arguments, console)
        }
        if let command = command as? any HostCommand {
            let status = await console.interruption.guarding { await command.execute(console) }
            return console.interruption.endedEarly ? ExitCodes.interrupted : status
        }
        do {
            var command = command
            try command.run()
            return ExitCodes.done
        } catch {
            return refuse(error, arguments: arguments, console)
        }
    }

    /// Shows what the parser has to say: help on standard output; a wrong command line on standard error, with exit code 2.
    private static func refuse(_ error: any Error, arguments: [String], _ console: Console) -> Int32 {
        let text = fullMessage(for: error)
        guard exitCode(for: error) != .success else {
            console.print(text)
            return ExitCodes.done
        }
        if arguments.contains("--json") {
            console.print(error: CommandFailure(.usage, [message(for: error)]))
        }
        console.complain(text)
        return ExitCodes.usage
    }
}
