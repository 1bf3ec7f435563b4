import PluginHost
import Testing
import TicketModel

@testable import Engine

struct MirroredListingTests {
    private static func desk() -> HelpDesk {
        HelpDesk { state in
            for number in 1...5 { state.open("\(number)", at: SyncDesk.time(-Int64(number))) }
            state.say("Help", on: "2", at: SyncDesk.time(1))
        }
    }

    private static func list(
        _ sync: SyncDesk,
        and other: MemoryConnector? = nil,
        _ filter: TicketFilter = TicketFilter(),
        limit: Int? = nil
    ) async throws -> MirroredListing {
        let connectors: [any TicketConnector] = other.map { [sync.desk, $0] } ?? [sync.desk]
        return try await TicketDesk(connectors: connectors, now: sync.clock.now).list(
            filter,
            limit: limit,
            mirroredIn: sync.database,
            youngerThan: ["portal": .minutes(4), "shop": .minutes(4)]
        )
    }

    @Test func `a mirror of later than now is not taken for a young one`() async throws {
        try await SyncDesk.with(Self.desk()) { sync in
            try await sync.pass()
            sync.clock.move(TimeSpan(microseconds: -TimeSpan.days(1).microseconds))
            let listing = try await Self.list(sync)
            #expect(listing.asOf.isEmpty)
            #expect(listing.listing.tickets.count == 5)
        }
    }

    @Test func `a young mirror answers without a request, and says as of when`() async throws {
        try await SyncDesk.with(Self.desk()) { sync in
            let report = try await sync.pass()
            _ = sync.desk.calls()
            sync.clock.move(.minutes(3))
            let listing = try await Self.list(sync, limit: 2)
            #expect(sync.desk.calls() == [])
            #expect(listing.asOf == ["portal": report.begunAt])
            #expect(listing.listing.tickets.map(\.id.id) == ["2", "1"])
        }
    }

    @Test func `a mirror that is too old, or of a listing that never ended, is passed by`() async throws {
        let desk = Self.desk()
        desk.change { $0.failures["page 2"] = [.sample(.transient)] }
        try await SyncDesk.with(desk) { sync in
            try await sync.pass()
            let unfinished = try await Self.list(sync)
            #expect(unfinished.asOf == [:])
            #expect(unfinished.listing.tickets.count == 5)
            try await sync.pass()
            sync.clock.move(.minutes(5))
            let old = try await Self.list(sync)
            #expect(old.asOf == [:])
            #expect(old.listing.tickets.count == 5)
        }
    }

    @Test func `connections that were never synced are read live beside it`() async throws {
        let shop = MemoryConnector([.sample(7, at: "shop")], connection: "shop")
        try await SyncDesk.with(Self.desk()) { sync in
            try await sync.pass()
            let listing = try await Self.list(sync, and: shop)
            #expect(Set(listing.asOf.keys) == ["portal"])
            #expect(
                listing.listing.tickets.map(\.id.connection) == [
                    "portal", "portal", "portal", "portal", "portal", "shop",
                ]
            )
            #expect(shop.calls == ["page 1"])
        }
    }

    @Test func `who waits is read live`() async throws {
        var filter = TicketFilter()
        filter.waitingLongerThan = .seconds(5)
        try await SyncDesk.with(Self.desk()) { [filter] sync in
            try await sync.pass()
            let listing = try await Self.list(sync, filter)
            #expect(listing.asOf == [:])
            #expect(listing.listing.tickets.count == 5)
        }
    }

    @Test func `a connection that is named in vain is a failure, with a mirror too`() async throws {
        var filter = TicketFilter()
        filter.connections = ["portal", "prtal"]
        try await SyncDesk.with(Self.desk()) { [filter] sync in
            try await sync.pass()
            let listing = try await Self.list(sync, filter)
            #expect(listing.listing.tickets.count == 5)
            #expect(listing.listing.failures.map(\.kind) == [.notFound])
        }
    }
}
