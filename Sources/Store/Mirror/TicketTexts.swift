package import TicketModel

/// A ticket as it is stored, written once: making the texts is much of the work of a first sync.
package struct TicketTexts: Sendable, Equatable {
    let document: String
    /// Nil where the provider sent nothing.
    let raw: String?

    /// Writes a ticket's texts.
    package init(_ ticket: Ticket) {
        document = ticket.document.text()
        raw =
            switch ticket.raw {
            case .absent: nil
            case .null: JSONValue.null.text()
            case .value(let value): value.text()
            }
    }

    /// Differs whenever anything that a listing tells of the ticket does, what the provider sent among it (FNV-1a).
    ///
    /// It guards against work, not against malice: two tickets are never compared by it, only two reads of one.
    package var hash: Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in [document, raw ?? JSONValue.null.text()] {
            var text = text
            text.withUTF8 { bytes in
                for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            }
            hash = (hash ^ 0xff) &* 0x0000_0100_0000_01b3
        }
        return Int64(bitPattern: hash)
    }
}
