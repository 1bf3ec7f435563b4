package import PluginHost
package import TicketModel

/// All connections at one desk: listings over them, and each ticket's own connector.
package struct TicketDesk: Sendable {
    private let connectors: [any TicketConnector]
    private let failed: [FailedConnection]
    /// Connections that stand in `usher.yaml` but are out of reach here, and why.
    private let excluded: [FailedConnection]
    let parallelism: Int
    let now: @Sendable () -> Timestamp

    /// A desk of the connections that could be set up, and of those that could not.
    ///
    /// The parallelism is how many pages of one listing are asked for side by side; `now` is the wall clock.
    package init(
        connectors: [any TicketConnector],
        failed: [FailedConnection] = [],
        parallelism: Int = 4,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.init(connectors: connectors, failed: failed, excluded: [], parallelism: parallelism, now: now)
    }

    private init(
        connectors: [any TicketConnector],
        failed: [FailedConnection],
        excluded: [FailedConnection],
        parallelism: Int,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.connectors = connectors
        self.failed = failed
        self.excluded = excluded
        self.parallelism = parallelism
        self.now = now
    }

    /// The names of all connections, in the order given, the failed ones last.
    package var connections: [String] { connectors.map(\.connection) + failed.map(\.name) }

    /// The same desk with only the connections that an automation may work at; the others answer `not_allowed`.
    package func narrowed(to names: [String], for automation: String) -> TicketDesk {
        TicketDesk(
            connectors: connectors.filter { names.contains($0.connection) },
            failed: failed.filter { names.contains($0.name) },
            excluded: connections.filter { !names.contains($0) }.map { name in
                FailedConnection(name: name, failure: .notConnectedTo(name, automation: automation))
            },
            parallelism: parallelism,
            now: now
        )
    }

    /// The connector of a ticket's connection.
    /// - Throws: why the connection could not be set up, or `not_found` where there is none of that name.
    package func connector(for id: TicketID) throws(TicketFailure) -> any TicketConnector {
        try connector(named: id.connection)
    }

    /// The connector of a connection.
    /// - Throws: why the connection could not be set up, or `not_found` where there is none of that name.
    package func connector(named name: String) throws(TicketFailure) -> any TicketConnector {
        if let connector = connectors.first(where: { $0.connection == name }) { return connector }
        if let failed = (failed + excluded).first(where: { $0.name == name }) { throw failed.failure }
        throw .unknownConnection(name, among: connections)
    }

    /// The connectors that a filter reaches, and a failure for each connection that it names in vain.
    func reach(of filter: TicketFilter) -> (connectors: [any TicketConnector], failures: [TicketFailure]) {
        guard !filter.connections.isEmpty else { return (connectors, failed.map(\.failure)) }
        var reached: [any TicketConnector] = []
        var failures: [TicketFailure] = []
        for name in filter.connections where !reached.contains(where: { $0.connection == name }) {
            do throws(TicketFailure) {
                reached.append(try connector(named: name))
            } catch {
                if !failures.contains(error) { failures.append(error) }
            }
        }
        return (reached, failures)
    }

    /// One connection's listing, as its pages come.
    func listing(
        of connector: any TicketConnector,
        _ filter: TicketFilter,
        limit: Int? = nil,
        progress: @escaping @Sendable (ListingProgress) -> Void = { _ in }
    ) -> FilteredListing {
        FilteredListing(
            connector: connector,
            filter: filter,
            limit: limit,
            parallelism: parallelism,
            now: now,
            progress: progress
        )
    }
}
