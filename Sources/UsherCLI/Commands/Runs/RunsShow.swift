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
        let cause = run.change.map { "change \($0)" } ?? run.operatorName ?? "ctx:later"
        console.print(PlainText.line("made \(run.createdAt) by \(cause) of \(run.ticket?.description ?? "no ticket")"))
        let ended = run.endedAt.map { " at \($0)" } ?? ", due \(run.dueAt)"
        console.print("\(run.state.rawValue)\(ended), after \(run.attempts) attempts")
        if let told = run.told { console.print(PlainText.lines(told)) }
        for effect in effects { console.print("  → \(PlainText.line(effect.line))") }
        for line in run.log?.arrayValue ?? [] {
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

extension EffectRecord {
    /// The effect, its state, and why.
    var line: String {
        let asked = effect.map { "\($0)" } ?? kind.rawValue
        let id = providerID.map { " (\($0))" } ?? ""
        return "\(asked): \(state.rawValue.replacing("_", with: " "))\(id)\(why.map { ", \($0)" } ?? "")"
    }
}
