import ArgumentParser
import Engine
import PluginHost
import Store
import TicketModel

struct RunsShow: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a run: what made it, how it ended, what it logged, and what became of its effects."
    )

    @Argument(help: ArgumentHelp("The run's number.", valueName: "id"))
    var id: Int64

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let (found, effects) = try await host.withStore { database in
                try await database.read { [id] in
                    (try RunTable.run(id, in: $0), try EffectTable.effects(ofRun: id, in: $0))
                }
            }
            guard let run = found else { throw CommandFailure.noRow("run", id, list: "usher runs list") }
            if output.json {
                var document = run.json.objectValue ?? [:]
                document["effects"] = .array(effects.map(\.json))
                console.print(["run": .object(document)])
            } else {
                show(run, effects, console)
            }
            return ExitCodes.done
        }
    }

    private func show(_ run: RunRecord, _ effects: [EffectRecord], _ console: Console) {
        console.print(
            console.styled("Run \(run.id): \(run.automation) \(run.version), \(run.handler), \(run.mode)", .bold)
        )
        let made = run.change.map { "change \($0)" } ?? run.slot.map { "slot \($0)" }
        let (cause, subject) = (made ?? run.operatorName ?? "ctx:later", run.ticket?.description ?? "no ticket")
        console.print(PlainText.line("made \(run.createdAt) by \(cause), for \(subject)"))
        let ended = run.endedAt.map { " at \($0)" } ?? ", due \(run.dueAt)"
        let attempts = run.attempts == 1 ? "1 attempt" : "\(run.attempts) attempts"
        console.print("\(run.state.rawValue)\(ended), after \(attempts)")
        if let told = run.told { console.print(PlainText.lines(told)) }
        for effect in effects { console.print("  → \(PlainText.line(effect.line))") }
        if let usage = run.usage { console.print(usage.told) }
        for line in run.logLines {
            console.print("  | \(PlainText.line(line["text"]?.stringValue ?? ""))")
        }
    }
}

extension RunRecord {
    /// Who asked for it on the command line; nil where nobody did.
    var operatorName: String? { cause == .command ? payload["by"]?.stringValue ?? "an operator" : nil }

    /// What came of it, and why.
    var told: String? {
        guard let verdict else { return nil }
        return [verdict.replacing("_", with: " "), why].compactMap(\.self).joined(separator: ": ")
    }
}

extension CallUsage {
    /// `its handler ran 3.2 ms of 41 ms, held 1.4 MB at most and called the host 12 times`.
    var told: String {
        let held = Self.tenths(Double(memoryPeak) / 1_000_000)
        let calls = hostCalls == 1 ? "once" : "\(hostCalls) times"
        return
            "its handler ran \(Self.tenths(cpu / .milliseconds(1))) ms of \(Self.tenths(time / .milliseconds(1))) ms, "
            + "held \(held) MB at most and called the host \(calls)"
    }

    private static func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}

extension EffectRecord {
    /// The effect, its state, and why.
    var line: String {
        let asked = effect.map { "\($0)" } ?? kind.rawValue
        let id = providerID.map { " (\($0))" } ?? ""
        return "\(asked): \(state.rawValue.replacing("_", with: " "))\(id)\(why.map { ", \($0)" } ?? "")"
    }
}
