import Testing
import TicketModel

struct AutomaticMailTests {
    private func ticket(
        email: String? = "jan@example.nl",
        subject: String = "My invoice",
        headers: [String: JSONValue] = [:]
    ) -> Ticket {
        Ticket(
            id: TicketID(connection: "c", id: "1"),
            provider: "p",
            subject: .value(subject),
            requester: .value(Person(email: email)),
            fields: .value(["headers": .object(headers)])
        )
    }

    @Test(arguments: [
        "no-reply@x.nl", "noreply@x.nl", "No_Reply@x.nl", "donotreply@x.nl", "do-not-reply@x.nl", "jira-noreply@x.nl",
        "MAILER-DAEMON@x.nl", "postmaster@x.nl", "bounces+123-jan=y.nl@x.nl", "bounce-42@x.nl", "noreply+abc@x.nl",
    ])
    func `addresses of machines are known`(email: String) {
        #expect(AutomaticMail.reason(ticket: ticket(email: email), message: nil) == "\(email) is no person's address")
    }

    @Test(arguments: ["jan@noreply.nl", "norely@x.nl", "bouncer@x.nl", "replyto@x.nl", "info@x.nl", "no", nil])
    func `addresses of people are not`(email: String?) {
        #expect(AutomaticMail.reason(ticket: ticket(email: email), message: nil) == nil)
    }

    @Test(arguments: [
        "Automatic reply: My invoice", "AUTOMATISCH ANTWOORD: x", "Out of Office: x", "Réponse automatique : x",
        "Automatische Antwort: x", "Undelivered Mail Returned to Sender", "Delivery Status Notification (Failure)",
        "Undeliverable: x", "پاسخ خودکار: x", "自動返信: x", "[Auto-Reply] x",
    ])
    func `subjects of machines are known in many languages`(subject: String) {
        #expect(
            AutomaticMail.reason(ticket: ticket(subject: subject), message: nil) == "its subject is \"\(subject)\""
        )
    }

    @Test(arguments: ["Re: your automatic reply is broken", "The automatic reply", "I was out of office", ""])
    func `subjects that only speak of it are not`(subject: String) {
        #expect(AutomaticMail.reason(ticket: ticket(subject: subject), message: nil) == nil)
    }

    private static let machineHeaders: [(String, JSONValue, String)] = [
        ("Auto-Submitted", "auto-replied; x=y", "its header Auto-Submitted is auto-replied"),
        ("auto-submitted", "auto-generated", "its header Auto-Submitted is auto-generated"),
        ("Precedence", "Bulk", "its header Precedence is bulk"),
        ("Precedence", ["auto_reply"], "its header Precedence is auto_reply"),
        ("X-Auto-Response-Suppress", "All", "its header X-Auto-Response-Suppress is set"),
        ("List-Id", "<news.x.nl>", "it comes from a mailing list (List-Id)"),
        ("Return-Path", "<>", "its header Return-Path is empty"),
    ]

    @Test(arguments: machineHeaders)
    func `headers of machines are known`(name: String, value: JSONValue, reason: String) {
        #expect(AutomaticMail.reason(ticket: ticket(headers: [name: value]), message: nil) == reason)
    }

    private static let humanHeaders: [(String, JSONValue)] = [
        ("Auto-Submitted", "no"), ("Precedence", "first-class"), ("X-Auto-Response-Suppress", "None"),
        ("Return-Path", "<jan@x.nl>"), ("Precedence", 3),
    ]

    @Test(arguments: humanHeaders)
    func `headers of people are not`(name: String, value: JSONValue) {
        #expect(AutomaticMail.reason(ticket: ticket(headers: [name: value]), message: nil) == nil)
    }

    @Test func `a message counts by its own author`() {
        var message = Message(id: "m", author: MessageAuthor(kind: .system), visibility: .public, body: "b")
        #expect(AutomaticMail.reason(ticket: ticket(), message: message) == "its author is a system")
        message.author = MessageAuthor(kind: .requester, email: "noreply@x.nl")
        #expect(AutomaticMail.reason(ticket: ticket(), message: message) == "noreply@x.nl is no person's address")
        message.author = MessageAuthor(kind: .requester, email: "jan@x.nl")
        #expect(AutomaticMail.reason(ticket: ticket(email: "noreply@x.nl"), message: message) == nil)
    }
}
