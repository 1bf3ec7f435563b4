/// Recognises what machines write, so that no automation answers it (RFC 3834).
///
/// It sees what a ticket shows: addresses, the author's kind, the subject, and the mail's headers where the provider
/// tells them under `fields.headers`.
package enum AutomaticMail {
    /// Why a ticket, or the message of it in question, counts as written by a machine; `nil` where it does not.
    ///
    /// Without a message the ticket itself is in question, so its requester's address counts. What comes from one of our
    /// `own` addresses (in lower case) is our own mail, come back.
    package static func reason(ticket: Ticket, message: Message?, own: Set<String> = []) -> String? {
        if message?.author.kind == .system { return "its author is a system" }
        let address = message?.author.email ?? ticket.requester.value?.email
        if let address, own.contains(address.lowercased()) { return "\(address) is an address of our own" }
        return headersReason(ticket) ?? addressReason(address) ?? subjectReason(ticket.subject.value)
    }

    // MARK: Addresses

    private static let robots: Set<String> = [
        "noreply", "donotreply", "nepasrepondre", "nichtantworten", "nietbeantwoorden", "noresponder", "mailerdaemon",
        "postmaster", "bounce", "bounces", "autoreply", "autoresponder", "listserv", "majordomo",
    ]

    private static func addressReason(_ email: String?) -> String? {
        guard let email, let at = email.lastIndex(of: "@") else { return nil }
        // Mailing systems put what they bounced behind a plus or an equals sign.
        let local = email[..<at].lowercased().prefix { $0 != "+" && $0 != "=" }
        let words = local.split { !$0.isLetter }.map(String.init)
        let joined = words.joined()
        let isRobot =
            robots.contains(joined) || words.first.map { $0 == "bounce" || $0 == "bounces" } ?? false
            || ["noreply", "donotreply", "mailerdaemon"].contains { joined.hasPrefix($0) || joined.hasSuffix($0) }
        return isRobot ? "\(email) is no person's address" : nil
    }

    // MARK: Subjects

    private static let subjects = [
        "automatic reply", "auto reply", "autoreply", "auto-reply", "auto response", "automated reply", "out of office",
        "out of the office", "automatisch antwoord", "automatische beantwoording", "afwezigheidsmelding",
        "automatische antwort", "abwesenheitsnotiz", "abwesend:", "reponse automatique", "absence du bureau",
        "respuesta automatica", "fuera de la oficina", "risposta automatica", "fuori sede", "resposta automatica",
        "autosvar", "automatiskt svar", "automatisk svar", "automaattinen vastaus", "automatyczna odpowiedz",
        "automaticka odpoved", "automatikus valasz", "raspuns automat", "otomatik yanit", "автоответ",
        "автоматический ответ", "پاسخ خودکار", "الرد التلقائي", "自動応答", "自動返信", "自动回复", "자동 회신",
        "undelivered mail returned", "undeliverable:", "undeliverable mail", "delivery status notification",
        "mail delivery failed", "mail delivery failure", "delivery failure", "returned mail:", "failure notice",
        "onbestelbaar:", "unzustellbar:", "non remis :", "non remis:",
    ].map { Array(FoldedText($0).unicodeScalars) }

    private static func subjectReason(_ subject: String?) -> String? {
        guard let subject else { return nil }
        let folded = FoldedText(subject).unicodeScalars.drop { $0 == " " || $0 == "[" || $0 == "(" }
        return subjects.contains { folded.starts(with: $0) } ? "its subject is \"\(subject.prefix(60))\"" : nil
    }

    // MARK: Headers

    private static func headersReason(_ ticket: Ticket) -> String? {
        guard case .object(let members) = ticket.fields.value?["headers"] else { return nil }
        var headers: [String: String] = [:]
        for (name, value) in members {
            headers[name.lowercased()] = (value.stringValue ?? value.arrayValue?.last?.stringValue)?.lowercased()
        }
        func word(_ name: String) -> String? {
            headers[name]?.split { $0 == ";" || $0.isWhitespace }.first.map(String.init)
        }
        if let kind = word("auto-submitted"), kind != "no" { return "its header Auto-Submitted is \(kind)" }
        if let kind = word("precedence"), ["bulk", "junk", "list", "auto_reply"].contains(kind) {
            return "its header Precedence is \(kind)"
        }
        if let kind = word("x-auto-response-suppress"), kind != "none" {
            return "its header X-Auto-Response-Suppress is set"
        }
        if word("list-id") != nil { return "it comes from a mailing list (List-Id)" }
        if word("return-path") == "<>" { return "its header Return-Path is empty" }
        return nil
    }
}
