import TicketModel

extension Ticket {
    /// Differs whenever anything that a listing tells of the ticket does, what the provider sent among it (FNV-1a).
    ///
    /// It guards against work, not against malice: two tickets are never compared by it, only two reads of one.
    var listedHash: Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for value in [document, raw.value ?? .null] {
            for byte in value.text().utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            hash = (hash ^ 0xff) &* 0x0000_0100_0000_01b3
        }
        return Int64(bitPattern: hash)
    }
}
