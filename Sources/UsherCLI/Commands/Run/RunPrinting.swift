import Engine
import PluginHost
import TicketModel

/// A run's report for people, and for `--json`.
struct RunPrinting: Sendable {
    let report: RunReport
    let connections: ConnectionSet
    /// Where its time went, if that was asked for.
    let profile: ProfilePrinting?

    /// Prints the report; what plugins printed goes to standard error.
    /// - Returns: the exit code.
    func show(on console: Console, asJSON: Bool) -> Int32 {
        let failures = report.failures.map(connections.explained)
        if asJSON {
            var document = report.json.objectValue ?? [:]
            document["errors"] = .array(failures.flatMap(\.json))
            document["profile"] = profile?.json
            console.print(.object(document))
        } else {
            show(on: console)
        }
        let profiled = profile?.keep(on: console, asJSON: asJSON) ?? ExitCodes.done
        console.show(log: report.considered.flatMap(\.log))
        for note in report.notes { console.complain(PlainText.lines(note)) }
        for failure in failures { console.report(failure, asJSON: false) }
        for handler in report.considered {
            if let failure = handler.failure { console.complain(PlainText.lines(failure.description)) }
            for failure in handler.deliveries.compactMap(\.failure) {
                console.complain(PlainText.lines(failure.message))
            }
        }
        return (failures.map(\.exitCode) + report.considered.map(\.exitCode)).reduce(profiled, max)
    }

    private func show(on console: Console) {
        let mode = report.mode == .shadow ? "in shadow: nothing is sent" : "live"
        console.print(console.styled("\(report.automation) \(report.version), \(mode)", .bold))
        for handler in report.considered {
            let subject = handler.ticket.map { "\($0)  " } ?? ""
            console.print(PlainText.line("\(subject)\(handler.handler)  \(handler.verdictText)"))
            for delivery in handler.deliveries {
                console.print(PlainText.line("→ \(delivery.effect): \(delivery.outcomeText)").indented)
            }
            if handler.failure != nil { console.print("it failed, so it does nothing".indented) }
        }
        let fired = report.considered.count { $0.verdict == .fired }
        console.print("\(report.considered.count) considered, \(fired) fired, \(report.deliveries.count) effects")
    }
}

extension String {
    fileprivate var indented: String { "    \(self)" }
}

extension HandlerReport {
    /// Whether it fired, or why not.
    fileprivate var verdictText: String {
        switch verdict {
        case .fired: deliveries.isEmpty && failure == nil ? "fired, and asked for nothing" : "fired"
        case .passedOver(let reason): "not fired: \(reason)"
        }
    }

    fileprivate var exitCode: Int32 {
        let ofDeliveries = deliveries.map(\.exitCode).max() ?? ExitCodes.done
        return failure == nil ? ofDeliveries : max(ofDeliveries, ExitCodes.failed)
    }
}
