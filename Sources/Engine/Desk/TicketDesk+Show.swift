import PluginHost
package import TicketModel

extension TicketDesk {
    /// Reads a ticket live, with its messages where the provider tells them.
    ///
    /// Where the provider cannot read a single ticket, its listing is read until the ticket is found, and a note says so.
    package func show(_ id: TicketID) async throws(TicketFailure) -> ShownTicket {
        let connector = try connector(for: id)
        var shown = try await read(id, through: connector)
        if shown.messages == nil {
            if connector.capabilities.has(.messages) {
                shown.messages = try await connector.messages(of: shown.ticket)
            } else {
                let kept = try await (connector as? OverlaidConnector)?.notes(of: id) ?? []
                if !kept.isEmpty { shown.messages = kept }
                shown.notes.append(Notes.noMessages(id, provider: connector.provider))
            }
        }
        return shown
    }

    /// Reads a ticket, by its listing where it cannot be read alone.
    func read(_ id: TicketID, through connector: any TicketConnector) async throws(TicketFailure) -> ShownTicket {
        if connector.capabilities.has(.get) {
            let answer = try await connector.get(id.id)
            return ShownTicket(ticket: answer.ticket, messages: answer.messages, notes: [])
        }
        guard connector.capabilities.has(.list) else {
            throw .unsupported(.get, provider: connector.provider, connection: connector.connection)
        }
        for try await batch in listing(of: connector, TicketFilter()) {
            guard let ticket = batch.tickets.first(where: { $0.id == id }) else { continue }
            return ShownTicket(
                ticket: ticket,
                messages: nil,
                notes: [Notes.foundByListing(id, provider: connector.provider)]
            )
        }
        throw .notListed(id)
    }
}
