/// Which ticket: the connection it lives at, and the id its provider gave it.
///
/// Ids are opaque: they are compared as they are, and may hold anything, a slash among it.
package struct TicketID: Sendable, Hashable {
    /// The name of the connection, as in `usher.yaml`.
    package let connection: String
    /// The provider's id.
    package let id: String

    /// The ticket with a provider's id at a connection.
    package init(connection: String, id: String) {
        self.connection = connection
        self.id = id
    }

    /// Reads `CONNECTION/ID`; the first slash divides.
    /// - Throws: `ValueError` where either part is missing.
    package init(parsing text: String) throws(ValueError) {
        guard let slash = text.firstIndex(of: "/"), slash != text.startIndex, text.index(after: slash) < text.endIndex
        else { throw .ticketID(text) }
        self.init(connection: String(text[..<slash]), id: String(text[text.index(after: slash)...]))
    }
}

extension TicketID: Comparable, CustomStringConvertible {
    package static func < (one: TicketID, other: TicketID) -> Bool {
        (one.connection, one.id) < (other.connection, other.id)
    }

    /// `CONNECTION/ID`.
    package var description: String { "\(connection)/\(id)" }
}
