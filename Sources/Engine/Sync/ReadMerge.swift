import Store
import TicketModel

/// Where a ticket was read from.
package enum ReadSource: Sendable, Hashable {
    /// A row of a listing.
    case listing
    /// A read of this one ticket.
    case single
    /// What a write was answered with.
    case write
}

/// What is known of a ticket after one more read.
///
/// Listings, single reads and answers to writes may each tell fields that the others do not. A field that a read does not
/// tell keeps its value where only the other kind of read ever told it; where the same kind told it before, it is absent
/// now.
struct ReadMerge: Equatable {
    var ticket: Ticket
    var listed: ToldFields
    var single: ToldFields

    init(_ read: Ticket, from source: ReadSource, onto row: MirrorRow?) {
        ticket = read
        listed = row?.listed ?? []
        single = row?.single ?? []
        let told = read.toldFields
        let kept: ToldFields
        switch source {
        case .listing:
            kept = single.subtracting(listed).subtracting(told)
            listed = told
        case .single:
            kept = listed.subtracting(single).subtracting(told)
            single = told
        case .write:
            kept = ToldFields(rawValue: ~0).subtracting(told).subtracting(ToldFields(.deleted))
        }
        if let row { ticket.take(kept, from: row.ticket) }
    }
}
