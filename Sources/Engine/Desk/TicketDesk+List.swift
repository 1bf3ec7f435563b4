import PluginHost
package import TicketModel

extension TicketDesk {
    /// Lists the tickets that match, all connections side by side; one that fails does not hide the others.
    ///
    /// With a limit no connection is read for more tickets than that, and the newest of all are kept. Progress is told
    /// after every page of every connection.
    package func list(
        _ filter: TicketFilter,
        limit: Int? = nil,
        progress: @escaping @Sendable (ListingProgress) -> Void = { _ in }
    ) async -> DeskListing {
        let (connectors, failures) = reach(of: filter)
        let parts = await withTaskGroup(of: (Int, DeskListing).self) { group in
            for (place, connector) in connectors.enumerated() {
                let listing = listing(of: connector, filter, limit: limit, progress: progress)
                group.addTask { (place, await listing.collected()) }
            }
            var parts: [(place: Int, part: DeskListing)] = []
            for await part in group { parts.append(part) }
            return parts.sorted { $0.place < $1.place }.map(\.part)
        }
        var whole = DeskListing(failures: failures)
        for part in parts {
            whole.tickets += part.tickets
            whole.messages.merge(part.messages) { _, newer in newer }
            whole.failures += part.failures
            whole.notes += part.notes
        }
        whole.tickets = Self.newestFirst(whole.tickets, limit: limit)
        return whole
    }

    /// The tickets in the order of listings, and no more than are wanted.
    static func newestFirst(_ tickets: [Ticket], limit: Int?) -> [Ticket] {
        let sorted = tickets.sorted(by: isNewer)
        return limit.map { Array(sorted.prefix($0)) } ?? sorted
    }

    private static func isNewer(_ one: Ticket, _ other: Ticket) -> Bool {
        let times = [one, other].map { ($0.updatedAt.value ?? $0.createdAt.value)?.microseconds ?? .min }
        return times[0] == times[1] ? one.id < other.id : times[0] > times[1]
    }
}

extension FilteredListing {
    /// The whole listing, with its failure where it failed.
    fileprivate func collected() async -> DeskListing {
        var collected = DeskListing()
        do {
            for try await batch in self {
                collected.tickets += batch.tickets
                collected.messages.merge(batch.messages) { _, newer in newer }
                collected.notes += batch.notes
            }
        } catch {
            collected.failures.append(error)
        }
        return collected
    }
}
