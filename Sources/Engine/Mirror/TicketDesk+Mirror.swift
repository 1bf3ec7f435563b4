import PluginHost
package import Store
package import TicketModel

/// A listing of which some connections came from the mirror.
package struct MirroredListing: Sendable, Equatable {
    package var listing: DeskListing
    /// How new the mirror is, for each connection that came from it.
    package var asOf: [String: Timestamp]

    package init(listing: DeskListing, asOf: [String: Timestamp]) {
        self.listing = listing
        self.asOf = asOf
    }
}

extension TicketDesk {
    /// Lists the tickets that match, each connection from the mirror where that is young enough, else live.
    ///
    /// The ages are the greatest that will do, by connection; one without an age is read live. A filter that needs
    /// messages is read live everywhere: the mirror holds only those of tickets that changed or are waited at.
    /// - Throws: what the database throws; the providers' failures stand in the listing.
    package func list(
        _ filter: TicketFilter,
        limit: Int? = nil,
        mirroredIn database: any SQLDatabase,
        youngerThan ages: [String: TimeSpan],
        progress: @escaping @Sendable (ListingProgress) -> Void = { _ in }
    ) async throws -> MirroredListing {
        let time = now()
        let reachable = reach(of: filter).connectors.map(\.connection)
        let mirrored = try await database.read { reader in
            let mirror = MirrorReader(reader)
            var asOf: [String: Timestamp] = [:]
            for name in filter.needsMessages ? [] : reachable {
                // A pass of later than now was dated by a clock that was ahead.
                guard let age = ages[name], let known = try mirror.asOf(name), known <= time, time - known < age
                else { continue }
                asOf[name] = known
            }
            guard !asOf.isEmpty else { return MirroredListing(listing: DeskListing(), asOf: [:]) }
            var filter = filter
            filter.connections = asOf.keys.sorted()
            let tickets = try mirror.list(filter, limit: limit, now: time)
            return MirroredListing(listing: DeskListing(tickets: tickets), asOf: asOf)
        }
        let wanted = filter.connections.isEmpty ? connections : filter.connections
        let rest = wanted.filter { mirrored.asOf[$0] == nil }
        guard !rest.isEmpty || mirrored.asOf.isEmpty else { return mirrored }
        var live = filter
        if !mirrored.asOf.isEmpty { live.connections = rest }
        var whole = await list(live, limit: limit, progress: progress)
        whole.tickets = Self.newestFirst(whole.tickets + mirrored.listing.tickets, limit: limit)
        return MirroredListing(listing: whole, asOf: mirrored.asOf)
    }
}
