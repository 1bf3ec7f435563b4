import Engine
import Store
import TicketModel

extension HostAssembly {
    /// What is done after each pass: too old rows are removed, and whoever is to know of trouble is told.
    ///
    /// `failures` are the connections that were read, each with what its reading failed with.
    ///
    /// - Returns: what is worth saying, a sentence each; nothing in it makes the pass a failure.
    func tidy(_ database: any SQLDatabase, after failures: [String: TicketFailure?]) async -> [String] {
        var notes: [String] = []
        var sightings = IncidentReport.Sightings(connections: failures)
        do {
            let upkeep = Upkeep(database, configuration.retention, now: now)
            if let report = try await upkeep.run() {
                sightings.excess = report.excess
                if report.excess > 0 {
                    notes.append("The store is larger than retention.size allows, and nothing more may be removed.")
                }
            }
        } catch {
            notes.append("What is too old was not removed: \(error)")
        }
        do {
            let desk = AlertDesk(
                database,
                notifiers: configuration.alerts ?? configuration.notifiers.map(\.name),
                sender: NotifierDesk(host: self),
                now: now
            )
            notes += try await desk.tell(sightings).problems
        } catch {
            notes.append("Nobody was told what needs an operator: \(error)")
        }
        return notes
    }
}
