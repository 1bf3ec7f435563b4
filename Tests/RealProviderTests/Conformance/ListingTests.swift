import Engine
import LuaRuntime
import OutboundHTTP
import Testing
import TicketModel

@testable import PluginHost

extension RealProviderTests {
    /// Listing: each ticket once, and a filter gives the same whoever applies it.
    @Suite struct ListingTests {
        @Test(arguments: RealServer.allCases)
        func `each ticket is listed once, over several pages`(server: RealServer) async throws {
            _ = try await Seeds.shared.tickets(of: server)
            try await RealBench.run(server, settings: ["per_page": 3]) { bench in
                let listing = await bench.list()
                #expect(listing.failures.isEmpty)
                let ids = try await bench.raw.ids().sorted()
                #expect(listing.tickets.map(\.id.id).sorted() == ids)
                let pages = bench.log.requests.count { $0.query.contains { ["page", "offset"].contains($0.name) } }
                #expect(pages > 2)
            }
        }

        @Test(arguments: RealServer.allCases)
        func `a page is never larger than asked for, and its rows are in an order`(server: RealServer) async throws {
            let seeded = try await Seeds.shared.tickets(of: server)
            let size = max(2, try await server.raw().ids().count / 8)
            try await RealBench.run(server, settings: ["per_page": .integer(Int64(min(size, 100)))]) { bench in
                var rows: [String] = []
                var cursor: PageCursor?
                repeat {
                    // What is changed between two pages must not move.
                    try await bench.raw.change(seeded[0], RawChange(severity: rows.count % 2 == 0 ? "low" : "high"))
                    let page = try await bench.connector.page(TicketFilter(), at: cursor)
                    #expect(page.tickets.count <= size)
                    rows += page.tickets.map(\.id.id)
                    cursor = page.next
                } while cursor != nil
                #expect(Set(rows).count == rows.count)
                #expect(Set(seeded).isSubset(of: rows))
            }
        }

        @Test(arguments: RealServer.allCases, FilterCase.all)
        func `a filter gives the same as the host's own evaluation`(
            server: RealServer,
            filter: FilterCase
        ) async throws {
            let seeded = try await Seeds.shared.tickets(of: server)
            try await RealBench.run(server) { bench in
                let all = await bench.list().tickets
                let filter = try filter.filter(server, all.filter { seeded.contains($0.id.id) })
                let filtered = await bench.list(filter)
                #expect(filtered.failures.isEmpty)
                // The host knows what the texts are only where they are told, so it is told them all.
                var wanted: Set<String> = []
                for ticket in all {
                    var whole = ticket
                    if filter.text != nil { whole = try await bench.get(ticket.id.id) }
                    if filter.text != nil, whole.body.value == nil {
                        whole.body = .value(try await bench.messages(ticket.id.id).first?.plainBody ?? "")
                    }
                    if filter.evaluate(whole, now: RealBench.now()).isMatch { wanted.insert(ticket.id.id) }
                }
                #expect(Set(filtered.tickets.map(\.id.id)) == wanted)
                #expect(!wanted.isDisjoint(with: seeded), "The filter finds none of the seeded tickets.")
                #expect(!wanted.isSuperset(of: seeded), "The filter finds all of the seeded tickets.")
            }
        }

        @Test(arguments: RealServer.allCases, FilterCase.pushed)
        func `the server is asked for less than all`(server: RealServer, filter: FilterCase) async throws {
            let seeded = try await Seeds.shared.tickets(of: server)
            try await RealBench.run(server) { bench in
                let all = await bench.list().tickets
                let filter = try filter.filter(server, all.filter { seeded.contains($0.id.id) })
                var (rows, cursor): (Int, PageCursor?) = (0, nil)
                repeat {
                    let page = try await bench.connector.page(filter, at: cursor)
                    (rows, cursor) = (rows + page.tickets.count, page.next)
                } while cursor != nil && rows < all.count
                #expect(rows < all.count)
            }
        }

        @Test(arguments: RealServer.allCases, ["raw:no such word", "unknown"])
        func `a status that no ticket has finds none`(server: RealServer, word: String) async throws {
            _ = try await Seeds.shared.tickets(of: server)
            try await RealBench.run(server) { bench in
                var filter = TicketFilter()
                filter.statuses = [try StatusWord(parsing: word)]
                let listing = await bench.list(filter)
                #expect(listing.failures.isEmpty && listing.tickets.isEmpty)
            }
        }

        @Test(arguments: RealServer.allCases)
        func `only what changed since is listed, where that is asked for`(server: RealServer) async throws {
            _ = try await Seeds.shared.tickets(of: server)
            // Request Tracker reads times in its user's zone; without it the plugin asks for half a day more.
            let zone: [String: JSONValue] = server == .requestTracker ? ["timezone": "UTC"] : [:]
            try await RealBench.run(server, settings: zone) { bench in
                let all = await bench.list().tickets
                let latest = try #require(all.compactMap(\.updatedAt.value).max())
                // The servers count whole seconds: a change within the last one is told again.
                let since = latest.secondsSinceEpoch
                let answer = try await bench.connector.call(
                    .list,
                    [.fields(["since": .number(since)]), .nil]
                )
                let rows = answer.table?["tickets"].table?.list ?? []
                let ids = rows.compactMap { $0.table?["id"] }.compactMap { $0.text ?? $0.integer.map(String.init) }
                #expect(!ids.isEmpty)
                #expect(Set(ids).isSubset(of: all.map(\.id.id)))
                #expect(ids.count < all.count)
            }
        }
    }
}
