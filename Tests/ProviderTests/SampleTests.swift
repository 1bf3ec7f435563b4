import Foundation
import OutboundHTTP
import Testing
import TicketModel

@testable import LuaRuntime
@testable import PluginHost

/// The vendors' own sample answers, read by the shipped plugins.
struct SampleTests {
    private func connector(_ provider: String, _ method: String, _ path: String, sample: String, status: Int = 200)
        async throws -> PluginConnector
    {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Samples/\(sample).json")
        let generation = try await ProviderBench.generation(provider)
        let transport = ScriptedTransport(base: "https://desk.example.com", headers: [:])
        let body = Array(try Data(contentsOf: file))
        transport.add(
            ScriptedTransport.Answer(status: status, headers: [:], body: body, fails: nil),
            method: method,
            path: path
        )
        let settings = ProviderBench.checked(["base_url": "https://desk.example.com", "token": "t"], generation)
        return try await PluginConnector(
            generation,
            connection: "desk",
            settings: settings,
            transport: transport,
            now: { Timestamp(microseconds: 1_767_225_600_000_000) }
        )
    }

    private func time(_ text: String) throws -> Presence<Timestamp> {
        .value(try Timestamp(parsing: text, zone: nil))
    }

    @Test func `MijnKlantportaal's list`() async throws {
        let page = try await connector("mijnklantportaal", "GET", "/tickets", sample: "mijnklantportaal-list").page(
            TicketFilter(),
            at: nil
        )
        let ticket = try #require(page.tickets.first)
        #expect(page.tickets.count == 1)
        #expect(page.total == nil && page.pages == nil)
        #expect(page.next != nil)
        #expect(ticket.id.description == "desk/tic_abc12345def678")
        #expect(ticket.provider == "mijnklantportaal")
        #expect(ticket.subject == .value("Invoice issue"))
        #expect(ticket.status == .open)
        #expect(ticket.statusRaw == .value("open"))
        #expect(ticket.channel == .value("portal"))
        #expect(ticket.requester.value?.id == "cst_abc12354678")
        #expect(ticket.createdAt == (try time("2024-04-29T19:00:00Z")))
        #expect(ticket.updatedAt == .absent)
        #expect(ticket.priority == .absent && ticket.priorityRaw == .absent && ticket.assignee == .absent)
        #expect(ticket.raw.value?.value["title"] == "Invoice issue")
    }

    @Test func `MijnKlantportaal's ticket with its message and attachment`() async throws {
        let desk = try await connector(
            "mijnklantportaal",
            "GET",
            "/tickets/tic_abc12345def678",
            sample: "mijnklantportaal-ticket"
        )
        let read = try await desk.get("tic_abc12345def678")
        #expect(read.ticket.subject == .value("Invoice issue"))
        #expect(read.ticket.createdAt == (try time("2024-04-29T19:00:00Z")))
        let message = try #require(read.messages?.first)
        #expect(read.messages?.count == 1)
        #expect(message.id == "tim_abc12345def678")
        #expect(message.author.kind == .requester)
        #expect(message.author.name == "John Appleseed")
        #expect(message.visibility == .public)
        #expect(message.format == .html)
        #expect(message.body == "<p>Hello, help me with my invoice please</p>")
        #expect(message.plainBody == "Hello, help me with my invoice please")
        #expect(message.createdAt == (try time("2024-04-29T19:00:00Z")))
        #expect(
            message.attachments == [
                MessageAttachment(id: "tma_abc12345def678", name: "Screenshot.png", size: 1256, mime: "image/png")
            ]
        )
    }

    @Test func `KlinkCX's list, with a row that has none of the embedded objects`() async throws {
        let page = try await connector("klinkcx", "GET", "/api/v1/tickets", sample: "klinkcx-list").page(
            TicketFilter(),
            at: nil
        )
        #expect(page.total == 100)
        #expect(page.tickets.map(\.number) == [.value("38838"), .value("323")])
        let full = try #require(page.tickets.first)
        #expect(full.subject == .value("string"))
        #expect(full.body == .value("string"))
        #expect(full.status == .unknown)
        #expect(full.statusRaw == .value("string"))
        #expect(full.priorityRaw == .value("string"))
        #expect(full.channel == .value("string"))
        #expect(full.assignee == .value(Person(id: "string", name: "string", email: "string")))
        #expect(full.requester.value?.name == "string")
        #expect(full.tags == .value(["string"]))
        #expect(full.categories == .value([]))
        #expect(full.fields.value?["string"] == "string")
        #expect(!full.deleted)
        let bare = page.tickets[1]
        #expect(bare.requester.value?.id == "string")
        #expect(bare.tags == .absent)
        #expect(bare.fields == .absent)
    }

    @Test func `User.com's list`() async throws {
        let page = try await connector("usercom", "GET", "/tickets/", sample: "usercom-list").page(
            TicketFilter(),
            at: nil
        )
        #expect(page.total == 2)
        #expect(page.next == nil)
        #expect(page.tickets.map(\.status) == [.closed, .open])
        let first = try #require(page.tickets.first)
        #expect(first.id.id == "1")
        #expect(first.subject == .value("Ticket 1"))
        #expect(first.body == .value("Ticket description"))
        #expect(first.createdAt == (try time("2020-11-18T08:06:56.871986Z")))
        #expect(first.updatedAt == (try time("2020-11-18T08:06:56.872014Z")))
        #expect(first.dueAt == (try time("2020-11-25T00:00:00Z")))
        #expect(first.assignee.value?.name == "Agent Bob")
        #expect(first.priority == .value(.high))
        #expect(first.priorityRaw == .value("High"))
        #expect(first.requester == .null)
        #expect(page.tickets[1].statusRaw == .value("active"))
    }

    @Test func `IPPanel's list`() async throws {
        let page = try await connector("ippanel", "GET", "/api/ticket", sample: "ippanel-list").page(
            TicketFilter(),
            at: nil
        )
        #expect(page.total == 30)
        #expect(page.pages == 15)
        let first = try #require(page.tickets.first)
        #expect(page.tickets.map(\.id.id) == ["100001", "100002"])
        #expect(first.subject == .value("Sample ticket with file"))
        #expect(first.body == .value("Sample description for file upload"))
        #expect(first.status == .pending)
        #expect(first.statusRaw == .value("3"))
        #expect(first.requester.value?.name == "sampleuser")
        #expect(first.categories.value?.first == "Plugins, Domains, API")
        #expect(first.createdAt == (try time("2025-01-01T10:00:00Z")))
        #expect(first.updatedAt == (try time("2025-01-01T11:00:00Z")))
        #expect(first.priorityRaw == .value("acute"))
        #expect(!first.deleted)
    }

    @Test func `IPPanel's refusal keeps its Persian words`() async throws {
        let desk = try await connector("ippanel", "GET", "/api/ticket", sample: "ippanel-unauthorized", status: 401)
        do {
            _ = try await desk.page(TicketFilter(), at: nil)
            Issue.record("the refusal was taken for a page")
        } catch {
            #expect(error.kind == .auth)
            #expect(error.status == 401)
            #expect(error.code == "400-1")
            #expect(error.providerMessage == "اطلاعات وارد شده صحیح نمی باشد")
        }
    }
}
