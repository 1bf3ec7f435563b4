import ArgumentParser
import Engine
import PluginHost
import Store
import TicketModel

struct SyncCommand: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Read the connections into the mirror, run what that triggers, and deliver the outbox, once.",
        discussion: """
            The first sync of a connection triggers nothing. Ended at any point, by kill -9 too, it loses nothing and \
            sends nothing twice: the next one goes on. What is due later stays for a later sync.

            Examples:
              usher sync
              usher sync --connection portal --json
            """
    )

    @Option(
        name: .customLong("connection"),
        help: ArgumentHelp("Only this connection; may be given again.", valueName: "name")
    )
    var connections: [String] = []

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            try await host.withStore(mayCreate: true) { database in
                let engine = try await HostEngine.open(host, database)
                let (reports, refused) = try await read(engine)
                let pass = try await engine.pass().run()
                // After what somebody waits for: the words of a first sync.
                if let any = engine.connections.connectors.first { try await engine.sync(of: any).writeTerms() }
                var failures: [String: TicketFailure?] = [:]
                for report in reports { failures[report.connection] = .some(report.failure) }
                let notes = await host.tidy(database, after: failures)
                return show(reports, refused, pass, notes, console)
            }
        }
    }

    /// Reads the connections side by side; one that fails does not stop the others.
    private func read(_ engine: HostEngine) async throws -> ([SyncReport], [CommandFailure]) {
        for name in connections {
            do throws(TicketFailure) {
                _ = try engine.connections.desk.connector(named: name)
            } catch {
                throw engine.connections.explained(error)
            }
        }
        let wanted = engine.connections.connectors.filter {
            connections.isEmpty || connections.contains($0.connection)
        }
        let reports = try await withThrowingTaskGroup(of: SyncReport.self) { group in
            for connector in wanted { group.addTask { try await engine.sync(of: connector).pass() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let unready = connections.isEmpty ? engine.connections.failures.sorted { $0.key < $1.key }.map(\.value) : []
        let failures = reports.compactMap(\.failure).map(engine.connections.explained)
        return (reports.sorted { $0.connection < $1.connection }, unready + failures)
    }

    private func show(
        _ reports: [SyncReport],
        _ failures: [CommandFailure],
        _ pass: EnginePass.Report,
        _ notes: [String],
        _ console: Console
    ) -> Int32 {
        if output.json {
            console.print([
                "connections": .array(reports.map(\.json)), "schedules": pass.schedules.json, "runs": pass.runs.json,
                "deliveries": pass.deliveries.json, "errors": .array(failures.flatMap(\.json)),
            ])
        } else {
            var table = TextTable([
                .init("connection"), .init("read"), .init("tickets"), .init("changes"), .init("deleted"),
            ])
            for report in reports {
                table.add([
                    report.connection, report.scope.rawValue, String(report.tickets), String(report.changes),
                    String(report.deleted),
                ])
            }
            console.print(table)
            console.print(
                [pass.schedules.sentence, pass.runs.sentence, pass.deliveries.sentence].joined(separator: " ")
            )
        }
        for note in reports.flatMap(\.notes) + notes { console.complain(PlainText.lines(note)) }
        for failure in failures { console.report(failure, asJSON: false) }
        let problems = pass.runs.problems.union(pass.deliveries.problems).sorted()
        for problem in problems { console.complain(PlainText.lines(Sentence.of(problem))) }
        return (failures.map(\.exitCode) + problems.map { _ in ExitCodes.failed }).max() ?? ExitCodes.done
    }
}

extension ScheduleReport {
    fileprivate var sentence: String {
        let parts = [
            (started, "started"), (waiting, "waiting"), (skipped, "skipped"), (collapsed, "collapsed"),
            (missed, "missed"),
        ]
        let told = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return "Slots: \(told.isEmpty ? "none" : told.joined(separator: ", "))."
    }
}

extension RunWorker.Tally {
    fileprivate var sentence: String {
        let parts = [
            (ended, "ended"), (passedOver, "passed over"), (failed, "to be tried again"), (quarantined, "given up"),
            (lost, "lost to another worker"),
        ]
        let told = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return "Runs: \(told.isEmpty ? "none" : told.joined(separator: ", "))."
    }

    fileprivate var json: JSONValue {
        [
            "ended": .integer(Int64(ended)), "passed_over": .integer(Int64(passedOver)),
            "failed": .integer(Int64(failed)), "quarantined": .integer(Int64(quarantined)),
            "lost": .integer(Int64(lost)),
        ]
    }
}

extension OutboxRelay.Tally {
    fileprivate var sentence: String {
        var told = ended.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }
        if putOff > 0 { told.append("\(putOff) put off") }
        return "Deliveries: \(told.isEmpty ? "none" : told.joined(separator: ", "))."
    }

    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["put_off": .integer(Int64(putOff))]
        for (state, count) in ended { members[state.rawValue] = .integer(Int64(count)) }
        return .object(members)
    }
}
