import Testing
import TicketModel

struct WaitingSinceTests {
    private static func time(_ hour: Int64) -> Timestamp { Timestamp(microseconds: 0) + .hours(hour) }

    private static func message(
        _ kind: MessageAuthor.Kind,
        _ hour: Int64?,
        _ visibility: MessageVisibility = .public
    ) -> Message {
        Message(
            id: "m",
            author: MessageAuthor(kind: kind),
            visibility: visibility,
            body: "b",
            createdAt: Presence(hour.map(time))
        )
    }

    private static let threads: [([Message], Presence<Timestamp>)] = [
        ([message(.requester, 1)], Presence.value(time(1))),
        ([message(.requester, 1), message(.requester, 2)], .value(time(1))),
        ([message(.requester, 1), message(.agent, 2)], .absent),
        (
            [message(.requester, 1), message(.agent, 2), message(.requester, 3), message(.requester, 4)],
            .value(time(3))
        ),
        // A note answers nobody, and neither does a machine.
        ([message(.requester, 1), message(.agent, 2, .internal)], .value(time(1))),
        ([message(.requester, 1), message(.system, 2), message(.unknown, 3)], .value(time(1))),
        ([message(.requester, 1), message(.agent, 2, .unknown)], .absent),
        // Newest first is put in order by the times, and kept where a time is missing.
        ([message(.agent, 2), message(.requester, 1)], .absent),
        ([message(.requester, nil), message(.agent, 2)], .absent),
        ([message(.agent, 2), message(.requester, nil)], .null),
        // Nobody has written but for the ticket itself.
        ([], .value(time(0))),
        ([message(.agent, 1, .internal)], .value(time(0))),
    ]

    @Test(arguments: threads)
    func `the first unanswered public message counts`(messages: [Message], expected: Presence<Timestamp>) {
        let ticket = Ticket(
            id: TicketID(connection: "c", id: "1"),
            provider: "p",
            status: .open,
            createdAt: .value(Self.time(0))
        )
        #expect(ticket.waitingSince(messages: messages) == expected)
    }

    @Test func `a ticket without messages waits only while it is new or open`() {
        for status in TicketStatus.allCases {
            let ticket = Ticket(
                id: TicketID(connection: "c", id: "1"),
                provider: "p",
                status: status,
                createdAt: .value(Self.time(0))
            )
            let waits = status == .new || status == .open
            #expect(ticket.waitingSince(messages: []) == (waits ? .value(Self.time(0)) : .absent))
        }
    }
}
