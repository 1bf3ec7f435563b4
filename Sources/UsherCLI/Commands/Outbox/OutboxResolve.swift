import ArgumentParser
import Engine
import Store
import TicketModel

struct OutboxResolve: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Say what became of an entry that nobody knows of, after a look at the ticket system.",
        discussion: """
            With --delivered it counts as delivered. With --not-delivered it is sent again, so be sure. With --drop it is given \
            up. Entries in the state waits_for_person can be resolved; of unknown ones only --delivered can be said, while \
            they are read back.

            Examples:
              usher outbox resolve 17 --delivered
              usher outbox resolve 17 --not-delivered
            """
    )

    /// What the operator saw.
    enum Finding: String, EnumerableFlag {
        case delivered, notDelivered, drop

        var move: EffectMove {
            switch self {
            case .delivered: .deliver
            case .notDelivered: .notSent
            case .drop: .refuse
            }
        }
    }

    @Argument(help: ArgumentHelp("The entry's number.", valueName: "id"))
    var id: Int64

    @Flag(help: "What the ticket system shows.")
    var finding: Finding

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await OutboxMove(
            id: id,
            move: finding.move,
            allowed: finding == .delivered ? [.waitsForPerson, .unknown] : [.waitsForPerson],
            why: TroubleRows.operatorSaidSo
        ).perform(host, console, asJSON: output.json)
    }
}

struct OutboxRedrive: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive",
        abstract: "Let an entry that did not leave, or did not land, be tried again.",
        discussion: """
            That is one that is refused, expired, superseded or held. A reply gets a new hour. The next sync delivers it; what \
            the guards found then is looked at anew.
            """
    )

    @Argument(help: ArgumentHelp("The entry's number.", valueName: "id"))
    var id: Int64

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await OutboxMove(id: id, move: .redrive, allowed: EffectMove.redrive.starts, why: nil)
            .perform(host, console, asJSON: output.json)
    }
}

/// A move of an entry that an operator asks for.
struct OutboxMove: Sendable {
    let id: Int64
    let move: EffectMove
    let allowed: Set<EffectState>
    let why: String?

    func perform(_ options: HostOptions, _ console: Console, asJSON: Bool) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(options, console) { host throws(CommandFailure) in
            let now = host.now()
            let (before, after) = try await host.withStore { database in
                try await database.write { try apply(now: now, $0) }
            }
            guard let before else { throw CommandFailure.noRow("entry", id, list: "usher outbox list") }
            guard let after else {
                let states = ShownText.list(allowed.map(\.rawValue).sorted(), "or")
                throw CommandFailure.notAllowed(
                    "Entry \(id) is \(before.state.rawValue); this needs one that is \(states)."
                )
            }
            if asJSON {
                console.print(["entry": after.json])
            } else {
                console.print(PlainText.line("Entry \(id) is \(after.state.rawValue) now."))
            }
            return ExitCodes.done
        }
    }

    private func apply(now: Timestamp, _ transaction: SQLTransaction) throws -> (EffectRecord?, EffectRecord?) {
        guard let before = try EffectTable.effect(id, in: transaction) else { return (nil, nil) }
        guard allowed.contains(before.state) else { return (before, nil) }
        let step = EffectStep(move, at: now, notBefore: now, why: why)
        guard try EffectTable.move(id, fence: before.fence, step, in: transaction) else { return (before, nil) }
        if move == .redrive { try EffectTable.extend(id, to: now + .hours(1), in: transaction) }
        return (before, try EffectTable.effect(id, in: transaction))
    }
}
