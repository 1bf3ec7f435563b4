package import TicketModel

/// A ticket as it is stored, written once: making the texts is much of the work of a first sync.
package struct TicketTexts: Sendable, Equatable {
    let document: String
    /// Nil where the provider sent nothing.
    let raw: String?

    /// Writes a ticket's texts.
    package init(_ ticket: Ticket) {
        document = ticket.document
        raw =
            switch ticket.raw {
            case .absent: nil
            case .null: JSONValue.null.text()
            case .value(let sent): sent.text
            }
    }

    /// Differs whenever anything that a listing tells of the ticket does, what the provider sent among it.
    ///
    /// It guards against work, not against malice: two tickets are never compared by it, only two reads of one.
    package var hash: Int64 {
        var hash = WordHash()
        hash.combine(document)
        hash.combine(raw ?? JSONValue.null.text())
        return Int64(bitPattern: hash.value)
    }
}

/// A hash of texts that is the same in every process, eight bytes at a time (the steps of FNV-1a, over words and mixed).
private struct WordHash {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func combine(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            var place = 0
            while place + 8 <= bytes.count {
                combine(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian)
                place += 8
            }
            var rest: UInt64 = 0
            for byte in bytes[place...] { rest = rest << 8 | UInt64(byte) }
            combine(rest)
            combine(UInt64(bytes.count))
        }
    }

    private mutating func combine(_ word: UInt64) {
        let product = (value ^ word).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
        value = product.low ^ product.high &+ 0x0000_0100_0000_01b3
    }
}
