import Engine
import OutboundHTTP
import Testing
import TicketModel

@testable import PluginHost

extension RealProviderTests {
    /// The traps of Request Tracker's API that a list falls into.
    struct RequestTrackerListTraps {
        private let server = RequestTrackerDesk.server

        // MARK: Trap 4

        @Test func `trap 4: a history tells no total and no next page, and is read to its end`() async throws {
            let id = try await RequestTrackerDesk.ticket()
            let raw = try server.raw()
            for number in 1...4 { try await raw.note("Note \(number)", to: id) }
            let answer = try await server.curl().get("/ticket/\(id)/history", query: ["per_page": "2"]).json()
            #expect(answer["total"] == .null)
            #expect(answer["pages"] == .null)
            #expect(answer["next_page"] == nil)
            #expect(answer["count"] == 2)

            try await RealBench.run(server, settings: ["per_page": 2]) { bench in
                let messages = try await bench.messages(id)
                #expect(messages.map(\.body) == ["Since noon", "Note 1", "Note 2", "Note 3", "Note 4"])
                let kinds = messages.map(\.author.kind)
                #expect(kinds == [.requester, .agent, .agent, .agent, .agent])
                let pages = bench.log.requests.filter { $0.target == .path("/ticket/\(id)/history") }
                #expect(pages.count == 3)
            }
        }

        // MARK: Trap 5

        @Test func `trap 5: a search by POST loses its query on the next page, so lists are read by GET`() async throws
        {
            let word = RequestTrackerDesk.word()
            let ids = try await RequestTrackerDesk.tickets(3, saying: word)
            let form = "query=Subject%20LIKE%20'\(word)'&per_page=2&orderby=id"
            let answer = try await server.curl(as: .admin).send(
                "POST",
                "/tickets",
                body: Array(form.utf8),
                headers: ["Content-Type: application/x-www-form-urlencoded"]
            ).json()
            #expect(answer["count"] == 2)
            let next = try #require(answer["next_page"]?.stringValue)
            #expect(!next.contains(word))
            let lost = try await server.curl(as: .admin).send("GET", next).json()
            #expect(lost["count"] == 0)

            try await RealBench.run(server, settings: ["per_page": 2]) { bench in
                let listing = await bench.list(.saying(word))
                #expect(listing.failures == [])
                #expect(listing.ids == ids)
                #expect(bench.log.requests.allSatisfy { $0.method == .get && $0.target == .path("/tickets") })
                #expect(bench.log.requests.allSatisfy { $0.query.contains { $0.value.contains(word) } })
            }
        }

        // MARK: Trap 6

        @Test func `trap 6: without an order there is none, so every search has one`() async throws {
            let word = RequestTrackerDesk.word()
            let ids = try await RequestTrackerDesk.tickets(5, saying: word)
            let raw = try server.raw()
            for id in [ids[3], ids[0]] { try await raw.change(id, RawChange(priority: "50")) }
            try await RealBench.run(server, settings: ["per_page": 2]) { bench in
                var cursor: PageCursor?
                var read: [String] = []
                repeat {
                    let page = try await bench.connector.page(.saying(word), at: cursor)
                    read += page.tickets.map(\.id.id)
                    cursor = page.next
                } while cursor != nil
                #expect(read == ids)
                #expect(
                    bench.log.requests.allSatisfy { $0.query.contains { $0.name == "orderby" && $0.value == "id" } }
                )
            }
        }

        @Test func `trap 6: pages are never larger than 100, and the setting says so`() async throws {
            let query = ["query": "id > 0", "per_page": "500"]
            let answer = try await server.curl().get("/tickets", query: query).json()
            #expect(answer["per_page"] == 100)
            try await RealBench.run(server) { bench in
                let declared = bench.connector.generation.manifest.settings
                var settings = try server.settings()
                settings["per_page"] = 101
                let check = SettingsCheck.check(settings, against: declared, plugin: server.rawValue)
                #expect(check.problems.map(\.key) == ["per_page"])
            }
        }

        @Test(arguments: ["0", "abc"])
        func `trap 6: a page that is none is answered as the first one, and refused`(_ number: String) async throws {
            let query = ["query": "id > 0", "page": number]
            #expect(try await server.curl().get("/tickets", query: query).json()["page"] == 1)
            try await RealBench.run(server) { bench in
                let failure = await bench.failure {
                    _ = try await bench.connector.page(TicketFilter(), at: .opaque("\(number)~"))
                }
                #expect(failure?.kind == .protocolError)
            }
        }

        @Test func `trap 6: a page past the end is empty, and the end`() async throws {
            let answer = try await server.curl().get("/tickets", query: ["query": "id > 0", "page": "9999"])
            #expect(answer.status == 200)
            #expect(try answer.json()["items"] == [])
            try await RealBench.run(server) { bench in
                let page = try await bench.connector.page(TicketFilter(), at: .page(9999))
                #expect(page.tickets.isEmpty)
                #expect(page.next == nil)
            }
        }

        // MARK: Trap 9

        @Test func `trap 9: a list of transactions does not tell their ticket, so a ticket's own history is read`()
            async throws
        {
            let id = try await RequestTrackerDesk.ticket()
            let query = ["query": "TicketId = \(id)", "fields": "Object,Type"]
            let listed = try await server.curl().get("/transactions", query: query).json()
            let transaction = try #require(listed["items"]?[0])
            #expect(transaction[path: "Object.id"] == nil)
            let number = try #require(transaction["id"]?.stringValue)
            let alone = try await server.curl().get("/transaction/\(number)").json()
            #expect(alone[path: "Object.id"]?.stringValue == id)

            try await RealBench.run(server) { bench in
                let messages = try await bench.messages(id)
                #expect(messages.map(\.body) == ["Since noon"])
                #expect(bench.log.requests.contains { $0.target == .path("/ticket/\(id)/history") })
                #expect(!bench.log.requests.contains { $0.target == .path("/transactions") })
            }
        }
    }
}
