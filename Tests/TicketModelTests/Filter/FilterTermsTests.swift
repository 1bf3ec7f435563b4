import Foundation
import Testing
import TicketModel

struct FilterTermsTests {
    private let now = Timestamp(microseconds: 1_767_930_158_000_000)

    @Test func `no terms let everything through`() throws {
        let filter = try TicketFilter([:], zone: nil)
        #expect(filter.isEmpty)
        #expect(filter.keys.isEmpty)
        #expect(filter == TicketFilter())
    }

    @Test func `every key is read`() throws {
        let filter = try TicketFilter(
            [
                "connection": ["a", "b"], "status": "open", "priority": ["high", "raw:3"], "channel": "email",
                "tag": ["x", "y"], "assignee": "none", "requester": "jan", "text": "hello",
                "created_after": "2026-01-01T00:00:00Z", "created_before": "2026-02-01", "updated_after": "7d",
                "updated_before": 1_767_930_158, "older_than": "4h", "waiting_longer_than": 5400.5,
                "has": "due_at", "lacks": ["assignee", "stale"],
            ],
            zone: .gmt
        )
        #expect(filter.keys == Set(TicketFilter.Key.allCases))
        #expect(filter.connections == ["a", "b"])
        #expect(filter.statuses == [.normalised(.open)])
        #expect(filter.priorities == [.normalised(.high), .raw("3")])
        #expect(filter.channels == ["email"])
        #expect(filter.tags == ["x", "y"])
        #expect(filter.assignee == .nobody)
        #expect(filter.requester == .named("jan"))
        #expect(filter.text == "hello")
        #expect(filter.createdAfter?.resolved(at: now).rfc3339() == "2026-01-01T00:00:00Z")
        #expect(filter.createdBefore?.resolved(at: now).rfc3339() == "2026-02-01T00:00:00Z")
        #expect(filter.updatedAfter == .ago(.days(7)))
        #expect(filter.updatedAfter?.resolved(at: now) == now - .days(7))
        #expect(filter.updatedBefore == .at(now))
        #expect(filter.olderThan == .hours(4))
        #expect(filter.waitingLongerThan == .milliseconds(5_400_500))
        #expect(filter.has == [.dueAt])
        #expect(filter.lacks == [.field(.assignee), .tag("stale")])
        #expect(filter.needsMessages)
        #expect(!TicketFilter().needsMessages)
    }

    @Test func `null terms count as absent`() throws {
        #expect(try TicketFilter(["status": .null, "older_than": .null], zone: nil).isEmpty)
    }

    private static let misfits: [([String: JSONValue], String)] = [
        (["statsu": "open"], "there is no filter \"statsu\"; did you mean \"status\"?"),
        (
            ["colour": 1],
            "there is no filter \"colour\"; write connection, status, priority, channel, tag, assignee, requester, "
                + "created_after, created_before, updated_after, updated_before, older_than, has, lacks, text or "
                + "waiting_longer_than"
        ),
        (
            ["status": "opne"],
            "the filter \"status\" does not fit: \"opne\" is not a status; did you mean \"open\"? "
                + "A provider's own word is written raw:WORD"
        ),
        (["status": 3], "the filter \"status\" takes a text or a list of texts"),
        (["tag": [1]], "the filter \"tag\" takes a text or a list of texts"),
        (["tag": []], "the filter \"tag\" is empty; give it a value or leave it out"),
        (["text": "  "], "the filter \"text\" is empty; give it a value or leave it out"),
        (["assignee": ["a"]], "the filter \"assignee\" takes one text"),
        (["has": "asignee"], "the filter \"has\" cannot be \"asignee\"; did you mean \"assignee\"?"),
        (
            ["created_after": "2026-02-30"],
            "the filter \"created_after\" does not fit: \"2026-02-30\" is not a time: "
                + "the day is 01 to 28 in that month; write it as in 2026-01-09T03:42:38Z"
        ),
        (
            ["created_after": "2026-02-03"],
            "the filter \"created_after\" does not fit: \"2026-02-03\" names no time zone and none is configured; "
                + "write it as in 2026-01-09T03:42:38Z"
        ),
        (
            ["updated_before": true],
            "the filter \"updated_before\" takes a time such as 2026-01-09T03:42:38Z, a date, or a duration such as 7d"
        ),
        (
            ["created_after": "yesterday"],
            "the filter \"created_after\" takes a time such as 2026-01-09T03:42:38Z, a date, or a duration such as 7d"
        ),
        (["updated_before": 1e30], "the filter \"updated_before\" does not fit: 1e+30 is too large for a time"),
        (
            ["older_than": "4"],
            "the filter \"older_than\" does not fit: \"4\" is not a duration; "
                + "write numbers with the units w, d, h, m, s and ms, as in 1h30m"
        ),
        (["older_than": -1], "the filter \"older_than\" takes a duration such as 4h, or a number of seconds from 0"),
        (["older_than": []], "the filter \"older_than\" takes a duration such as 4h, or a number of seconds from 0"),
    ]

    @Test(arguments: misfits)
    func `a term that does not fit is refused by its key`(terms: [String: JSONValue], problem: String) {
        #expect(problemText { try TicketFilter(terms, zone: nil) } == problem)
    }

    @Test func `dates are of the zone`() throws {
        let zone = try #require(TimeZone(identifier: "Europe/Amsterdam"))
        let filter = try TicketFilter(["created_after": "2026-11-01"], zone: zone)
        #expect(filter.createdAfter?.resolved(at: now).rfc3339() == "2026-10-31T23:00:00Z")
    }

    @Test func `the other filter wins where both set a condition`() throws {
        let one = try TicketFilter(["status": ["open", "new"], "tag": "a"], zone: nil)
        let other = try TicketFilter(["status": "closed", "older_than": "1d"], zone: nil)
        #expect(
            one.merging(other)
                == (try TicketFilter(["status": "closed", "tag": "a", "older_than": "1d"], zone: nil))
        )
        #expect(one.merging(TicketFilter()) == one)
        #expect(TicketFilter().merging(one) == one)
    }

    @Test func `merging carries every condition over`() throws {
        let full = try TicketFilter(
            [
                "connection": "a", "status": "open", "priority": "high", "channel": "c", "tag": "x", "assignee": "a",
                "requester": "r", "text": "t", "created_after": 1, "created_before": 2, "updated_after": 3,
                "updated_before": 4, "older_than": 5, "waiting_longer_than": 6, "has": "url", "lacks": "url",
            ],
            zone: nil
        )
        #expect(TicketFilter().merging(full) == full)
    }

    @Test func `terms read back to the filter they came from`() throws {
        let filter = try TicketFilter(
            [
                "connection": "a", "status": ["open", "raw:Wacht"], "priority": "high", "channel": "c", "tag": "x",
                "assignee": "none", "requester": "r", "text": "t", "created_after": "7d", "created_before": 2.5,
                "updated_after": 3, "updated_before": 4, "older_than": "5m", "waiting_longer_than": 6, "has": "url",
                "lacks": ["url", "stale"],
            ],
            zone: nil
        )
        let terms = filter.terms(at: now)
        #expect(terms["status"] == ["open", "raw:Wacht"])
        #expect(terms["older_than"] == 300)
        #expect(terms["assignee"] == "none")
        #expect(terms["created_after"] == .number((now - .days(7)).secondsSinceEpoch))
        var expected = filter
        expected.createdAfter = .at(now - .days(7))
        #expect(try TicketFilter(terms, zone: nil) == expected)
        #expect(TicketFilter().terms(at: now).isEmpty)
    }
}
