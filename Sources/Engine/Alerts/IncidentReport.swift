import Store
package import TicketModel

/// What needs an operator, by all that is known now.
package struct IncidentReport: Sendable {
    /// What was seen outside of the store.
    package struct Sightings: Sendable {
        /// The connections that were read, with what their providers refused them for.
        package var connections: [String: TicketFailure?]
        /// By how many bytes the store is larger than it may be; `nil` where it was not measured.
        package var excess: Int64?

        package init(connections: [String: TicketFailure?] = [:], excess: Int64? = nil) {
            self.connections = connections
            self.excess = excess
        }
    }

    let incidents: [Incident]
    /// What was looked at: incidents of these kinds that are not among them are over.
    let kinds: Set<Incident.Kind>

    /// More rows than this, the newest ones, are never news at once.
    static let mostRows = 200

    /// Reads what the store knows, beside what was seen; open incidents at connections that were not read stay open.
    init(_ sightings: Sightings, in reader: any SQLReader) throws {
        let open = try AlertTable.list(limit: .max, in: reader).map(\.incident)
        var incidents = try PauseTable.all(in: reader).map(\.incident)
        // Beside the newest rows those that were told of: they stay open as long as it is so.
        let effects = try TroubleRows.effects(limit: Self.mostRows, in: reader)
        let told = Set(open.compactMap { $0.row("entry") }).subtracting(effects.map(\.id))
        incidents += try (effects + TroubleRows.effects(among: told.sorted(), in: reader)).map(\.incident)
        let runs = try TroubleRows.runs(limit: Self.mostRows, in: reader)
        let toldRuns = Set(open.compactMap { $0.row("run") }).subtracting(runs.map(\.id))
        incidents += try (runs + TroubleRows.runs(among: toldRuns.sorted(), in: reader)).map(\.incident)
        incidents += sightings.connections.sorted { $0.key < $1.key }.compactMap { name, failure in
            failure.flatMap { Incident(refusedAt: name, $0) }
        }
        var kinds: Set<Incident.Kind> = [.paused, .unknown, .deadLetter, .quarantined, .credentials]
        incidents += open.filter { open in
            open.kind == .credentials && !sightings.connections.keys.contains { open.key == "credentials:\($0)" }
        }
        if let excess = sightings.excess {
            kinds.insert(.size)
            if excess > 0 { incidents.append(Incident(excess: excess)) }
        }
        self.incidents = incidents
        self.kinds = kinds
    }
}

extension Incident {
    /// The number of the row that the key names, where it is one of the kind.
    fileprivate func row(_ what: String) -> Int64? {
        let parts = key.split(separator: ":")
        return parts.count > 1 && parts[0] == what ? Int64(parts[1]) : nil
    }

    init?(refusedAt connection: String, _ failure: TicketFailure) {
        guard [.auth, .license].contains(failure.kind) else { return nil }
        self.init(
            key: "credentials:\(connection)",
            kind: .credentials,
            text: "\(connection) refuses its credentials, so nothing is read or sent there: \(failure.message)"
        )
    }

    init(excess: Int64) {
        self.init(
            key: "size",
            kind: .size,
            text: "The store is \(excess / 1_048_576 + 1) MB larger than retention.size allows, and nothing more may "
                + "be removed; \"usher store size\" shows what it holds."
        )
    }
}

extension Pause {
    fileprivate var incident: Incident {
        let what =
            switch scope {
            case .all, .restored: "Everything"
            case .automation(let name): "The automation \(name)"
            case .connection(let name): "The connection \(name)"
            case .schedule(let name): "The schedule \(name)"
            }
        return Incident(
            key: "paused:\(what):\(since.microseconds)",
            kind: .paused,
            text: "\(what) is paused since \(since) by \(by): \(reason). \"usher resume\" goes on."
        )
    }
}

extension EffectRecord {
    fileprivate var incident: Incident {
        let place = ticket.map { " on \($0)" } ?? connection.map { " at \($0)" } ?? ""
        let what = "The \(kind.rawValue) of \(automation)\(place) (entry \(id))"
        let because = why.map { ": \(Words.clause($0))" } ?? ""
        return state == .waitsForPerson
            ? Incident(
                key: "entry:\(id)",
                kind: .unknown,
                text: "\(what) may or may not have landed\(because). Look at the ticket, then say it with "
                    + "\"usher outbox resolve \(id)\"."
            )
            : Incident(
                key: "entry:\(id)",
                kind: .deadLetter,
                text: "\(what) is \(state.rawValue)\(because). \"usher outbox redrive \(id)\" lets it try again."
            )
    }
}

extension RunRecord {
    fileprivate var incident: Incident {
        let place = ticket.map { " on \($0)" } ?? ""
        let because = why.map(Words.clause) ?? "no reason is known"
        return Incident(
            key: "run:\(id):\(endedAt?.microseconds ?? 0)",
            kind: .quarantined,
            text: "\(automation) failed for good\(place) (run \(id)): \(because). "
                + "\"usher runs retry \(id)\" lets it try again."
        )
    }
}
