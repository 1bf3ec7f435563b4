import Store
import Testing
import TicketModel

@testable import Engine

struct DeletionTests {
    private static func desk(without absent: Set<TicketOperation> = []) -> HelpDesk {
        HelpDesk(without: absent) { state in
            for number in 1...5 { state.open("\(number)", at: SyncDesk.time(-Int64(number))) }
        }
    }

    @Test func `a ticket that a listing misses and a read does not find is deleted`() async throws {
        let desk = Self.desk()
        try await SyncDesk.with(desk) { sync in
            try await sync.pass()
            desk.change { $0.tickets["3"] = nil }
            let report = try await sync.pass()
            #expect(report.deleted == 1)
            #expect(try await sync.news() == ["portal/3 ticket.deleted"])
            #expect(try await sync.mirror() == desk.tickets)
            #expect(try await sync.mirrored("3")?.deleted == true)
            try await sync.pass()
            #expect(try await sync.news().count == 1)
        }
    }

    @Test func `a ticket that is only not listed any more stays, and is asked for once a day`() async throws {
        let desk = Self.desk()
        try await SyncDesk.with(desk) { sync in
            try await sync.pass()
            desk.change { state in _ = state.unlisted.insert("3") }
            try await sync.pass()
            _ = desk.calls()
            try await sync.pass()
            #expect(!desk.calls().contains("get 3"))
            try await sync.pass(after: .hours(25))
            #expect(desk.calls().contains("get 3"))
            #expect(try await sync.news() == [])
            #expect(try await sync.mirror().count == 5)
        }
    }

    @Test func `where a ticket cannot be read alone, two clean listings in a row must miss it`() async throws {
        let desk = Self.desk(without: [.get])
        try await SyncDesk.with(desk) { sync in
            try await sync.pass()
            desk.change { $0.unlisted = ["2", "4"] }
            try await sync.pass()
            #expect(try await sync.news() == [])
            desk.change { state in
                state.unlisted = ["4"]
                state.failures["page 2"] = [.sample(.transient)]
            }
            try await sync.pass()
            #expect(try await sync.news() == [], "a listing that broke off proves nothing")
            try await sync.pass()
            #expect(try await sync.news() == ["portal/4 ticket.deleted"])
            desk.change { $0.unlisted = ["2"] }
            try await sync.pass()
            #expect(
                try await sync.news() == ["portal/4 ticket.deleted", "portal/4 ticket.updated"],
                "2 was seen in between, and 4 is back"
            )
        }
    }

    @Test func `a listing that shows fewer tickets than the provider counts deletes none`() async throws {
        let desk = Self.desk(without: [.get])
        desk.change { $0.tellsTotal = true }
        try await SyncDesk.with(desk) { sync in
            try await sync.pass()
            desk.change { $0.mostRows = 3 }
            for _ in 1...3 { try await sync.pass() }
            #expect(try await sync.mirror().count == 5)
        }
    }

    @Test(
        arguments: [
            (true, nil, true, DeletionRule.Verdict.ask), (true, 3, true, .keep), (true, nil, false, .ask),
            (false, nil, true, .note), (false, 6, true, .gone), (false, 7, true, .keep), (false, 6, false, .keep),
        ] as [(Bool, Int64?, Bool, DeletionRule.Verdict)]
    )
    func `the rule`(canAsk: Bool, missingIn: Int64?, isComplete: Bool, verdict: DeletionRule.Verdict) {
        let rule = DeletionRule(canAsk: canAsk, isComplete: isComplete, listing: 7)
        let ticket = TicketRows.Present(id: "1", missingIn: missingIn, readAt: testTime)
        #expect(rule.verdict(on: ticket, now: testTime + .hours(1)) == verdict)
    }
}
