import Engine
import Testing
import TicketModel

@testable import UsherCLI

struct GoodConfigurationTests {
    private static let whole = """
        database: data/usher.db
        plugins: [plugins, ./plugins/, /opt/plugins]
        listen: "[::1]:8642"
        connections:
          portal: { provider: klinkcx, token: "${env:PORTAL_TOKEN}", poll: 2m, page_size: 50 }
          desk:
            provider: acme
            number: 0042
            title: "costs $${x} and $5"
        notifiers:
          duty: { plugin: webhook, url: "https://x/${file:token.txt}" }
        automations:
          hello:
            mode: shadow
            connections: [portal, portal]
            settings: { after: 10m }
            limits:
              { cpu: 500ms, deadline: 30s, memory: 32MB, output: 2MB, host_calls: 500, steps: 80000, replies_per_ticket: 2/1d }
          quiet:
        backlog: { after: 4h, runs: 25 }

        """

    @Test func `the file is read whole`() throws {
        let configuration = try MadeUpFile().read(Self.whole)
        #expect(configuration.database == .file("/desk/data/usher.db"))
        #expect(configuration.plugins == ["/desk/plugins", "/opt/plugins"])
        #expect(configuration.listen?.host == "::1")
        #expect(configuration.listen?.port == 8642)
        #expect(configuration.connections.map(\.name) == ["portal", "desk"])
        #expect(configuration.connections.map(\.provider) == ["klinkcx", "acme"])
        #expect(configuration.connections.map(\.poll) == [.minutes(2), nil])
        #expect(configuration.connections.map(\.line) == [5, 6])
        #expect(configuration.notifiers.map(\.plugin) == ["webhook"])
        #expect(configuration.automations.map(\.name) == ["hello", "quiet"])
        #expect(configuration.automations.map(\.mode) == [.shadow, .off])
        #expect(configuration.automations.map(\.connections) == [["portal"], nil])
        let limits = try #require(configuration.automations.first?.limits)
        #expect(limits.cpu == .milliseconds(500))
        #expect(limits.deadline == .seconds(30))
        #expect(limits.memory?.bytes == 32 << 20)
        #expect(limits.output?.bytes == 2 << 20)
        #expect(limits.hostCalls == 500)
        #expect(limits.steps == 80_000)
        #expect(limits.repliesPerTicket?.description == "2/1d")
        #expect(limits.replies == nil)
        #expect(configuration.backlog == BacklogRule(after: .hours(4), runs: 25))
        #expect(configuration.automations.first?.settings["after"]?.content == .string("10m"))
    }

    @Test func `settings keep their types and how they are written`() throws {
        let configuration = try MadeUpFile().read(Self.whole)
        let portal = try #require(configuration.connections.first?.settings)
        let desk = try #require(configuration.connections.last?.settings)
        #expect(portal.keys.sorted() == ["page_size", "token"])
        #expect(portal["page_size"]?.content == .integer(50))
        #expect(desk["number"]?.content == .integer(42))
        #expect(desk["number"]?.written == "0042")
        #expect(desk["title"]?.content == .string("costs ${x} and $5"))
        #expect(desk["title"]?.isSecret == false)
    }

    @Test func `a value from the environment or a file is a secret that never prints`() throws {
        let configuration = try MadeUpFile().read(Self.whole)
        let token = try #require(configuration.connections.first?.settings["token"])
        let url = try #require(configuration.notifiers.first?.settings["url"])
        #expect(token.content == .string("hush-1234"))
        #expect(url.content == .string("https://x/hush-5678"))
        #expect(token.isSecret && url.isSecret)
        #expect(configuration.secrets == ["hush-1234", "hush-5678"])
        #expect("\(token) \(String(reflecting: url))" == "<redacted> <redacted>")
        var dumped = ""
        dump([token, url], to: &dumped)
        #expect(!dumped.contains("hush"))
    }

    @Test(arguments: ["", "# nothing\n", "connections:\n", "\u{FEFF}plugins: []\r\n"])
    func `a file that says nothing is good`(text: String) throws {
        #expect(try MadeUpFile().read(text) == MadeUpFile().read("{}"))
    }

    @Test func `a PostgreSQL URL prints without its password`() throws {
        let database = try #require(try MadeUpFile().read("database: postgres://me:pw@db/usher\n").database)
        #expect(database == .postgres("postgres://me:pw@db/usher"))
        #expect("\(database)" == "postgres://<redacted>")
    }
}
