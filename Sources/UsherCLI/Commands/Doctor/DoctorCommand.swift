import ArgumentParser
import PluginHost
import TicketModel

struct DoctorCommand: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the configuration, the store, every plugin, every connection's credentials, and the clock.",
        discussion: """
            Each line is ok, warning or failed, and says what to do. Credentials are proven by a read; nothing is \
            written anywhere. The exit code is 1 where anything failed.

            Examples:
              usher doctor
              usher doctor --json
            """
    )

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        var findings = [Finding.clock(now: WallClock.now(), binary: ShippedPlugins.binaryTime)]
        do {
            findings += try await HostAssembly.open(host, console) { host throws(CommandFailure) in
                await HostExamination(host: host).findings()
            }
        } catch {
            findings += error.messages.map { Finding(.failed, "configuration", $0) }
        }
        if output.json {
            console.print(["checks": .array(findings.map(\.json))])
        } else {
            for finding in findings { console.print(finding.line(console)) }
        }
        return findings.contains { $0.result == .failed } ? ExitCodes.failed : ExitCodes.done
    }
}
