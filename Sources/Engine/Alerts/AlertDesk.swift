package import Store
package import TicketModel

/// Tells notifiers what needs an operator: each incident once, until it is over and comes again.
///
/// Incidents and the messages that tell of them are written in one transaction, so a crash loses none. A message whose sender
/// ended in the middle is sent again: an operator who hears a thing twice is better off than one who never does. So
/// these messages do not go through the outbox of tickets, and a pause does not hold them back.
package struct AlertDesk: Sendable {
    /// What a round of telling came to.
    package struct Tally: Sendable, Equatable {
        /// Incidents that are new.
        package var raised = 0
        /// Messages that were sent.
        package var told = 0
        /// Why others were not, a sentence each.
        package var problems: [String] = []

        package init() {}
    }

    private let database: any SQLDatabase
    private let notifiers: [String]
    private let sender: any NotificationSender
    private let now: @Sendable () -> Timestamp

    /// How long a sender may take; then the message is sent again.
    static let lease = TimeSpan.minutes(2)
    /// How long a message is worth sending.
    static let lifetime = TimeSpan.days(1)
    private static let mostInMessage = 5

    /// A desk that tells these notifiers, by their names in `usher.yaml`.
    package init(
        _ database: any SQLDatabase,
        notifiers: [String],
        sender: any NotificationSender,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.database = database
        self.notifiers = notifiers
        self.sender = sender
        self.now = now
    }

    /// Looks what needs an operator, and tells what is new; a notifier that fails is tried again later, and stops nothing.
    package func tell(_ sightings: IncidentReport.Sightings = IncidentReport.Sightings()) async throws -> Tally {
        var tally = Tally()
        tally.raised = try await raise(sightings)
        let time = now()
        let notices = try await database.write {
            try AlertTable.take(now: time, until: time + Self.lease, limit: 20, in: $0)
        }
        for notice in notices { try await send(notice, &tally) }
        return tally
    }

    private func raise(_ sightings: IncidentReport.Sightings) async throws -> Int {
        let time = now()
        // Most looks find nothing new, and take no turn of the writers.
        let (report, open) = try await database.read { reader in
            (try IncidentReport(sightings, in: reader), try AlertTable.list(limit: .max, in: reader))
        }
        let looked = open.filter { report.kinds.contains($0.incident.kind) }.map(\.incident.key)
        guard Set(looked) != Set(report.incidents.map(\.key)) else { return 0 }
        return try await database.write { [notifiers] transaction in
            let report = try IncidentReport(sightings, in: transaction)
            let new = try AlertTable.update(report.incidents, of: report.kinds, now: time, in: transaction)
            for message in Self.messages(new) {
                try AlertTable.add(message, to: notifiers, now: time, in: transaction)
            }
            return new.count
        }
    }

    /// A message for each kind, so that a hundred dead letters do not ring a hundred times.
    static func messages(_ incidents: [Incident]) -> [String] {
        Dictionary(grouping: incidents, by: \.kind).sorted { $0.key < $1.key }.map { kind, incidents in
            var lines = incidents.prefix(mostInMessage).map(\.text)
            let rest = incidents.count - lines.count
            if rest > 0 { lines.append("And \(rest) more: \"\(kind.command)\" shows them.") }
            return lines.joined(separator: "\n")
        }
    }

    private func send(_ notice: AlertNotice, _ tally: inout Tally) async throws {
        do throws(TicketFailure) {
            try await sender.send(notifier: notice.notifier, text: notice.text, automation: nil, ticket: nil)
        } catch {
            tally.problems.append(
                "An alert could not be told through \(notice.notifier), and is tried again: \(error.message)"
            )
            return try await putOff(notice, because: error)
        }
        tally.told += 1
        let time = now()
        try await database.write { try AlertTable.end(notice.id, now: time, in: $0) }
    }

    private func putOff(_ notice: AlertNotice, because failure: TicketFailure) async throws {
        let time = now()
        // Twice as long each time, up to an hour.
        let wait = TimeSpan.seconds(min(3600, 30 << Int64(min(notice.attempts, 7))))
        try await database.write { transaction in
            guard time - notice.createdAt < Self.lifetime else {
                return try AlertTable.end(notice.id, why: failure.message, now: time, in: transaction)
            }
            try AlertTable.putOff(notice.id, until: time + wait, why: failure.message, in: transaction)
        }
    }
}

extension Incident.Kind {
    /// The command that shows all of a kind.
    fileprivate var command: String {
        switch self {
        case .paused: "usher pause"
        case .credentials: "usher doctor"
        case .unknown, .deadLetter: "usher outbox list --waiting"
        case .quarantined: "usher runs list --state quarantined"
        case .size: "usher store size"
        }
    }
}
