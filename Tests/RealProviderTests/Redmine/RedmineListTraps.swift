import Engine
import OutboundHTTP
import Testing
import TicketModel

@testable import PluginHost

extension RealProviderTests {
    /// What Redmine's list says that is not so, met on the server itself: first by `curl`, then through the plugin.
    @Suite struct RedmineListTraps {
        private let server = RealServer.redmine

        @Test func `a bad key on a list answers 200 and an empty list`() async throws {
            _ = try await Seeds.shared.tickets(of: server)
            let baseURL = try server.curl().baseURL
            let stranger = Curl(baseURL: baseURL, credentials: "X-Redmine-API-Key: 0123456789abcdef0123")
            let list = try await stranger.get("/issues.json", query: ["status_id": "*"])
            #expect(list.status == 200)
            #expect(try list.json()["total_count"] == 0)
            #expect(try await stranger.get("/users/current.json").status == 401)

            try await RealBench.run(server, settings: ["token": "0123456789abcdef0123"]) { bench in
                let listing = await bench.list()
                #expect(listing.failures.map(\.kind) == [.auth])
                #expect(bench.log.requests.count == 1)
            }
        }

        @Test func `a bad filter value answers 200 and an empty list`() async throws {
            let seeded = try await Seeds.shared.tickets(of: server)
            let curl = try server.curl()
            for query in [["status_id": "99"], ["priority_id": "99"], ["assigned_to_id": "99"]] {
                let answer = try await curl.get("/issues.json", query: query)
                #expect(answer.status == 200)
                #expect(try answer.json()["total_count"] == 0)
            }
            try await RealBench.run(server) { bench in
                // A word that the host knows and this server does not must not hide what it has.
                var filter = TicketFilter()
                filter.statuses = [.raw("No such status"), .normalised(.new)]
                let found = await bench.list(filter).tickets.map(\.id.id)
                #expect(found.contains(seeded[0]))
            }
        }

        @Test func `a list without a status shows open tickets only`() async throws {
            let id = try await server.raw().create(subject: "Closed and listed", text: "Please")
            try await server.raw().change(id, RawChange(status: "Closed"))
            let answer = try await server.curl().get("/issues.json", query: ["limit": "100", "sort": "id:desc"]).json()
            let listed = answer["issues"]?.arrayValue?.compactMap { $0["id"]?.integerValue.map(String.init) }
            #expect(listed?.contains(id) == false)
            try await RealBench.run(server) { bench in
                #expect(await bench.list().tickets.contains { $0.id.id == id && $0.status == .closed })
            }
        }

        @Test func `a page has at most 100 rows, and no rows asked for are 25`() async throws {
            let curl = try server.curl()
            #expect(try await curl.get("/issues.json", query: ["limit": "1000"]).json()["limit"] == 100)
            #expect(try await curl.get("/issues.json", query: ["limit": "0"]).json()["limit"] == 25)
            let generation = try await PluginGeneration.load(
                PluginDiscovery.bundle(at: "\(RealBench.plugins)/providers/redmine")
            )
            let given = try server.settings().merging(["per_page": 101]) { _, own in own }
            let check = SettingsCheck.check(given, against: generation.manifest.settings, plugin: "redmine")
            #expect(check.problems.map(\.key) == ["per_page"])
        }

        @Test func `a project that is not there answers 404 without a word`() async throws {
            let answer = try await server.curl().get("/issues.json", query: ["project_id": "nowhere"])
            #expect(answer.status == 404 && answer.body.isEmpty)
            try await RealBench.run(server, settings: ["project": "nowhere"]) { bench in
                let failure = try #require(await bench.list().failures.first)
                #expect(failure.kind == .protocolError)
                #expect(failure.message.contains("\"project\""))
            }
        }

        @Test func `a path without json answers 406, and an unknown one 404 in HTML`() async throws {
            let curl = try server.curl()
            let bare = try await curl.send("GET", "/issues", headers: ["Accept: application/json"])
            #expect(bare.status == 406)
            let unknown = try await curl.get("/nowhere.json")
            #expect(unknown.status == 404 && unknown.text.contains("<html"))
            // As when base_url leads beside Redmine.
            let settings: [String: JSONValue] = ["base_url": .string("\(curl.baseURL)/nowhere")]
            try await RealBench.run(server, settings: settings) { bench in
                let failure = try #require(await bench.failure { try await bench.connector.check() })
                #expect(failure.kind == .protocolError && failure.status == 404)
                #expect(failure.message.contains("\"base_url\""))
                #expect(await bench.list().failures == [failure])
            }
        }

        @Test func `a list sets a session cookie, which is not sent again`() async throws {
            let id = try await Seeds.shared.tickets(of: server)[0]
            let curl = try server.curl()
            #expect(try await curl.get("/issues.json").header("Set-Cookie")?.hasPrefix("Redmine=") == true)
            // With one client for both: who has the cookie of the first key is not let in by it.
            try await RealBench.run(server) { bench in
                #expect(await bench.list().failures == [])
                #expect(bench.log.requests.allSatisfy { $0.headers.first("cookie") == nil })
                let stranger = Curl(baseURL: curl.baseURL)
                let refused = try await stranger.get("/issues/\(id).json").status
                #expect(refused == 401)
            }
        }

        @Test func `the API answers 403 without a word until an administrator switches it on`() async throws {
            let database = "\(try #require(RealServer.folder))/redmine/redmine.sqlite"
            func switchAPI(_ value: String) async throws {
                let sql = """
                    UPDATE settings SET value = '\(value)',
                    updated_on = strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime') WHERE name = 'rest_api_enabled'
                    """
                let outcome = try await Command(executable: "/usr/bin/sqlite3")
                    .run(["-cmd", ".timeout 10000", database, sql])
                try #require(outcome.status == 0, "\(outcome.errors)")
            }
            try await switchAPI("0")
            let failure = try? await RealBench.run(server) { bench in
                await bench.failure { try await bench.connector.check() }
            }
            let list = try? await server.curl().get("/users/current.json")
            try await switchAPI("1")
            #expect(list?.status == 403 && list?.body == [])
            #expect(failure?.kind == .forbidden)
            #expect(try await server.curl().get("/users/current.json").status == 200)
        }
    }
}
