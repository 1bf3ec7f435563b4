import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

struct ReadMergeTests {
    private static func ticket(_ change: (inout Ticket) -> Void) -> Ticket {
        var ticket = Ticket(id: .portal(1), provider: "acme", status: .open)
        change(&ticket)
        return ticket
    }

    /// Applies reads one after the other, as the mirror does.
    private static func merged(_ reads: (Ticket, ReadSource)...) -> Ticket? {
        var row: MirrorRow?
        for (read, source) in reads {
            let merge = ReadMerge(read, from: source, onto: row)
            var next = row ?? MirrorRow(ticket: merge.ticket, readAt: testTime, firstSeenAt: testTime)
            (next.ticket, next.listed, next.single) = (merge.ticket, merge.listed, merge.single)
            row = next
        }
        return row?.ticket
    }

    private static let listed = ticket { $0.messageCount = .value(2) }
    private static let single = ticket { $0.body = .value("Body") }

    @Test func `what only a single read tells outlives a listing, and the other way round`() {
        let both = Self.ticket { ticket in
            ticket.body = .value("Body")
            ticket.messageCount = .value(2)
        }
        #expect(Self.merged((Self.listed, .listing), (Self.single, .single)) == both)
        #expect(Self.merged((Self.single, .single), (Self.listed, .listing)) == both)
        #expect(Self.merged((Self.single, .single), (Self.listed, .listing), (Self.listed, .listing)) == both)
    }

    @Test func `what the same kind of read told before, and does not now, is gone`() {
        let bare = Self.ticket { _ in }
        #expect(Self.merged((Self.listed, .listing), (bare, .listing)) == bare)
        #expect(Self.merged((Self.listed, .listing), (Self.listed, .single), (bare, .listing)) == bare)
    }

    @Test func `null is told, and is not absent`() {
        let null = Self.ticket { $0.body = .null }
        #expect(Self.merged((Self.single, .single), (null, .listing)) == null)
    }

    @Test func `an answer to a write changes what it tells and nothing else`() {
        let answer = Self.ticket { $0.status = .closed }
        let expected = Self.ticket { ticket in
            ticket.status = .closed
            ticket.messageCount = .value(2)
        }
        #expect(Self.merged((Self.listed, .listing), (answer, .write)) == expected)
    }
}
