import Foundation
import Testing
import TicketModel

struct FilterEvaluationTests {
    private static let created = Timestamp(microseconds: 1_767_916_800_000_000)  // 2026-01-09T00:00:00Z
    private static let now = created + .hours(10)
    private static let bare = Ticket(id: TicketID(connection: "portal", id: "1"), provider: "p")
    private static let full = Ticket(
        id: TicketID(connection: "portal", id: "1"),
        provider: "p",
        subject: .value("Café Ångström is DOWN"),
        body: .value("<p>Grüße &amp; <b>STRASSE</b></p><script>secret</script>"),
        bodyFormat: .html,
        status: .pending,
        statusRaw: .value("Wacht"),
        priority: .value(.high),
        priorityRaw: .value("3"),
        channel: .value("email"),
        requester: .value(Person(id: "r1", name: "Jan Jansen", email: "Jan@Example.NL")),
        assignee: .null,
        tags: .value(["vip", "billing"]),
        createdAt: .value(created),
        updatedAt: .value(created + .hours(1))
    )

    private func verdict(
        _ terms: [String: JSONValue],
        _ ticket: Ticket,
        waitingSince: Presence<Timestamp>? = nil,
        except: Set<TicketFilter.Key> = []
    ) throws -> FilterVerdict {
        try TicketFilter(terms, zone: .gmt)
            .evaluate(ticket, now: Self.now, waitingSince: waitingSince, except: except)
    }

    private static let holding: [[String: JSONValue]] = [
        ["connection": ["desk", "portal"]],
        ["status": "pending"], ["status": ["open", "raw:Wacht"]],
        ["priority": "high"], ["priority": ["low", "raw:3"]],
        ["channel": ["chat", "email"]],
        ["tag": "vip"], ["tag": ["billing", "vip"]],
        ["assignee": "none"],
        ["requester": "r1"], ["requester": "jan jansen"], ["requester": "JAN@example.nl"],
        ["created_after": "2026-01-09"], ["created_after": "10h"], ["created_before": "2026-01-09T00:00:00.000001Z"],
        ["updated_after": "2026-01-09T01:00:00Z"], ["updated_before": "8h"],
        ["older_than": "9h59m59s"],
        ["has": ["subject", "tags", "requester"]], ["lacks": ["assignee", "due_at", "stale"]],
        ["text": "cafe angstrom"], ["text": "down"], ["text": "grusse & strasse"], ["text": "GRÜẞE"],
        ["status": "pending", "tag": "vip", "text": "down", "lacks": "url"],
    ]

    @Test(arguments: holding)
    func `what holds lets through`(terms: [String: JSONValue]) throws {
        #expect(try verdict(terms, Self.full) == .matches)
    }

    private static let failing: [([String: JSONValue], String, String)] = [
        (["connection": "desk"], "connection", "connection is portal, not desk"),
        (["status": ["open", "new"]], "status", "status is pending (\"Wacht\"), not open or new"),
        (["status": "raw:wacht"], "status", "status is pending (\"Wacht\"), not raw:wacht"),
        (["priority": "urgent"], "priority", "priority is high (\"3\"), not urgent"),
        (["priority": "raw:high"], "priority", "priority is high (\"3\"), not raw:high"),
        (["channel": "chat"], "channel", "channel is email, not chat"),
        (["tag": ["vip", "VIP"]], "tag", "the tag \"VIP\" is not there"),
        (["assignee": "jan"], "assignee", "assignee is nobody, not jan"),
        (["requester": "none"], "requester", "requester is Jan Jansen, not nobody"),
        (["requester": "jan"], "requester", "requester is Jan Jansen, not jan"),
        (
            ["created_after": "2026-01-09T00:00:01Z"], "created_after",
            "created_at is 2026-01-09T00:00:00Z, before 2026-01-09T00:00:01Z"
        ),
        (
            ["created_before": "2026-01-09"], "created_before",
            "created_at is 2026-01-09T00:00:00Z, not before 2026-01-09T00:00:00Z"
        ),
        (
            ["updated_after": "1h"], "updated_after",
            "updated_at is 2026-01-09T01:00:00Z, before 2026-01-09T09:00:00Z"
        ),
        (
            ["updated_before": "10h"], "updated_before",
            "updated_at is 2026-01-09T01:00:00Z, not before 2026-01-09T00:00:00Z"
        ),
        (["older_than": "10h"], "older_than", "created_at is 2026-01-09T00:00:00Z, not longer than 10h ago"),
        (["has": ["subject", "assignee"]], "has", "assignee holds nothing"),
        (["lacks": "requester"], "lacks", "requester holds something"),
        (["lacks": ["due_at", "vip"]], "lacks", "the tag \"vip\" is there"),
        (["text": "secret"], "text", "\"secret\" stands neither in the subject nor in the body"),
        (["text": "<b>"], "text", "\"<b>\" stands neither in the subject nor in the body"),
        // The order of the keys decides which is told.
        (["text": "nowhere", "status": "open"], "status", "status is pending (\"Wacht\"), not open"),
    ]

    @Test(arguments: failing)
    func `the first condition that does not hold is told`(
        terms: [String: JSONValue],
        key: String,
        reason: String
    ) throws {
        #expect(try verdict(terms, Self.full) == .fails(key, because: reason))
    }

    private static let untold: [([String: JSONValue], String, String)] = [
        (["priority": "low"], "priority", "priority is not told"),
        (["channel": "email"], "channel", "channel is not told"),
        (["tag": "vip"], "tag", "tags are not told"),
        (["assignee": "none"], "assignee", "assignee is not told"),
        (["requester": "none"], "requester", "requester is not told"),
        (["created_after": 0], "created_after", "created_at is not told"),
        (["created_before": "1s"], "created_before", "created_at is not told"),
        (["updated_after": 0], "updated_after", "updated_at is not told"),
        (["updated_before": "1s"], "updated_before", "updated_at is not told"),
        (["older_than": "0s"], "older_than", "created_at is not told"),
        (["has": "status"], "has", "status holds nothing"),
        (["text": "a"], "text", "\"a\" stands neither in the subject nor in the body"),
    ]

    @Test(arguments: untold)
    func `a condition on what is not told never holds`(
        terms: [String: JSONValue],
        key: String,
        reason: String
    ) throws {
        #expect(try verdict(terms, Self.bare) == .fails(key, because: reason))
    }

    @Test func `lacks holds for what is not told, and an untold status is unknown`() throws {
        #expect(try verdict(["lacks": ["assignee", "tags", "vip"], "status": "unknown"], Self.bare) == .matches)
    }

    @Test func `waiting counts from the moment given`() throws {
        let terms: [String: JSONValue] = ["waiting_longer_than": "4h"]
        let key = "waiting_longer_than"
        #expect(try verdict(terms, Self.bare, waitingSince: .value(Self.now - .hours(5))) == .matches)
        #expect(
            try verdict(terms, Self.bare, waitingSince: .value(Self.now - .hours(4)))
                == .fails(key, because: "the requester waits since 2026-01-09T06:00:00Z, not longer than 4h")
        )
        #expect(
            try verdict(terms, Self.bare, waitingSince: .absent)
                == .fails(key, because: "the requester does not wait for an answer")
        )
        #expect(
            try verdict(terms, Self.bare, waitingSince: .null)
                == .fails(key, because: "since when the requester waits is not told")
        )
        #expect(
            try verdict(terms, Self.bare)
                == .fails(key, because: "how long the requester waits cannot be told here")
        )
    }

    @Test func `what the provider has applied is not evaluated again`() throws {
        let terms: [String: JSONValue] = ["status": "open", "tag": "nope"]
        #expect(try verdict(terms, Self.full, except: [.status, .tag]) == .matches)
        #expect(
            try verdict(terms, Self.full, except: [.status]) == .fails("tag", because: "the tag \"nope\" is not there")
        )
    }

    @Test func `a plain body is searched as it stands`() throws {
        var ticket = Self.full
        ticket.bodyFormat = .text
        #expect(try verdict(["text": "<b>strasse"], ticket) == .matches)
    }
}
