import ArgumentParser
import Engine
import Store
import TicketModel

struct OutboxShow: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an entry of the outbox."
    )

    @Argument(help: ArgumentHelp("The entry's number.", valueName: "id"))
    var id: Int64

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let found = try await host.withStore { database in
                try await database.read { [id] in try EffectTable.effect(id, in: $0) }
            }
            guard let effect = found else { throw CommandFailure.noRow("entry", id, list: "usher outbox list") }
            if output.json {
                console.print(["entry": effect.json])
            } else {
                show(effect, console)
            }
            return ExitCodes.done
        }
    }

    private func show(_ effect: EffectRecord, _ console: Console) {
        console.print(console.styled("Entry \(effect.id) of run \(effect.run), \(effect.automation)", .bold))
        console.print(PlainText.line("\(effect.ticket?.description ?? "no ticket")  \(effect.line)"))
        console.print(PlainText.line("key \(effect.key)"))
        console.print("asked for \(effect.createdAt), sent \(effect.attempts) times")
        if let sentAt = effect.sentAt { console.print("last sent \(sentAt)") }
        if let settledAt = effect.settledAt { console.print("settled \(settledAt)") }
    }
}
