/// Takes off a mail what its writer did not write for it.
///
/// Only what is sure is taken: lines that are marked as quoted, what follows a line that announces a quoted mail, and
/// what follows the mark of a signature. Each line is looked at once.
enum MailText {
    /// The text without the mails that it quotes.
    static func withoutQuotes(_ text: String) -> String {
        let lines = lines(of: text)
        var kept: [Substring] = []
        var index = 0
        while index < lines.count {
            if isBanner(lines[index]) || isHeaderBlock(lines[index...].prefix(4)) { break }
            if let length = announcement(at: lines[index...]) {
                // Where the quoted lines are marked, what the writer put between them or below stays.
                guard lines[(index + length)...].first(where: { !isBlank($0) })?.first == ">" else { break }
                index += length
                continue
            }
            if lines[index].first != ">" { kept.append(lines[index]) }
            index += 1
        }
        return joined(kept)
    }

    /// The text without the signature below it.
    static func withoutSignature(_ text: String) -> String {
        var lines = lines(of: text)
        // The mark that mail programs put before a signature, with or without its blank.
        if let mark = lines.firstIndex(where: { $0 == "-- " || $0 == "--" }) { lines.removeSubrange(mark...) }
        while let last = lines.last, isBlank(last) || isDeviceLine(last) { lines.removeLast() }
        return joined(lines)
    }

    // MARK: Lines

    private static func lines(of text: String) -> [Substring] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }

    private static func isBlank(_ line: Substring) -> Bool {
        line.allSatisfy(\.isWhitespace)
    }

    private static func joined(_ lines: [Substring]) -> String {
        String(HostFunctions.trimmed(lines.joined(separator: "\n")[...]))
    }

    /// What no line that announces something is longer than.
    private static let longestMark = 300

    private static func has(_ line: Substring, oneOf phrases: [String]) -> Bool {
        guard line.utf8.count <= longestMark else { return false }
        let line = line.lowercased()
        return phrases.contains { line.contains($0) }
    }

    // MARK: What announces a quoted mail

    /// `-----Original Message-----` in the languages of mail programs.
    private static func isBanner(_ line: Substring) -> Bool {
        let trimmed = HostFunctions.trimmed(line)
        guard trimmed.hasPrefix("--"), trimmed.hasSuffix("--") else { return false }
        return has(trimmed, oneOf: banners)
    }

    private static let banners = [
        "original message", "forwarded message", "oorspronkelijk bericht", "doorgestuurd bericht",
        "ursprüngliche nachricht", "weitergeleitete nachricht", "message d'origine", "message transféré",
        "mensaje original", "mensaje reenviado", "messaggio originale", "mensagem original", "wiadomość oryginalna",
        "pesan asli", "پیام اصلی", "原始邮件",
    ]

    /// How many lines say who wrote what is quoted, as `On Monday, Jan wrote:`; nil where none does.
    ///
    /// The sentence may be broken into two lines.
    private static func announcement(at lines: ArraySlice<Substring>) -> Int? {
        guard let first = lines.first, !isBlank(first), first.utf8.count <= longestMark else { return nil }
        for (length, line) in zip(1...2, lines.prefix(2)) {
            let whole = HostFunctions.trimmed(line)
            guard whole.hasSuffix(":") || whole.hasSuffix("：") else { continue }
            let sentence = lines.prefix(length).joined(separator: " ")[...]
            if sentence.contains(where: \.isNumber), has(sentence, oneOf: verbs) { return length }
        }
        return nil
    }

    private static let verbs = [
        " wrote", " schreef", " schrieb", " a écrit", " escribió", " ha scritto", " escreveu", " napisał", " menulis",
        " نوشت", "写道", " skrev", " kirjoitti", " написал",
    ]

    /// `From:` and `Sent:` close to each other, as some programs put above what they quote.
    private static func isHeaderBlock(_ lines: ArraySlice<Substring>) -> Bool {
        guard let first = lines.first, first.count > 2, begins(first, with: senders) else { return false }
        return lines.dropFirst().contains { begins($0, with: dates) }
    }

    private static func begins(_ line: Substring, with words: [String]) -> Bool {
        guard line.utf8.count <= longestMark else { return false }
        let line = line.drop { $0.isWhitespace || $0 == "*" }.lowercased()
        return words.contains { line.hasPrefix($0) }
    }

    private static let senders = ["from:", "van:", "von:", "de:", "da:", "od:", "dari:", "از:", "发件人:", "发件人："]
    private static let dates = [
        "sent:", "date:", "verzonden:", "datum:", "gesendet:", "envoyé:", "envoyé :", "enviado:", "enviado el:",
        "inviato:", "wysłano:", "data:", "terkirim:", "tanggal:", "تاریخ:", "发送时间:", "发送时间：",
    ]

    // MARK: Signatures

    /// A line that a telephone adds.
    private static func isDeviceLine(_ line: Substring) -> Bool {
        has(line, oneOf: devices) && line.count <= 60
    }

    private static let devices = [
        "sent from my ", "get outlook for ", "sent from outlook", "verzonden vanaf mijn ", "verstuurd vanaf mijn ",
        "von meinem ", "gesendet von ", "envoyé de mon ", "envoyé depuis mon ", "enviado desde mi ",
        "inviato da ", "enviado do meu ", "wysłane z ", "dikirim dari ", "ارسال شده از ",
    ]
}
