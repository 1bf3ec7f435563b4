import Testing

@testable import PluginHost

/// `usher.text`, as plugins use it on what strangers wrote.
struct TextFunctionTests {
    private func value(_ expression: String) async throws -> String {
        try await Workshop.printed("print(\(expression))").joined(separator: "\n")
    }

    @Test(arguments: [
        ("usher.text.upper 'straße é'", "STRASSE É"),
        ("usher.text.squeeze ' a \\t\\n b  c '", "a b c"),
        ("table.concat(usher.text.split('a, b,, c', ','), '|')", "a| b|| c"),
        ("table.concat(usher.text.split('a.b', '.'), '|')", "a|b"),
        ("#usher.text.split('', ',')", "1"),
        ("table.concat(usher.text.lines 'a\\r\\nb\\n\\nc', '|')", "a|b||c"),
        ("table.concat(usher.text.words 'Hé, wat is_dit 42? نامه من', '|')", "Hé|wat|is_dit|42|نامه|من"),
        ("table.concat(usher.text.words '退款 now', '|')", "退|款|now"),
        ("usher.text.find('a.b.c', '.', 3)", "4\t4"),
        ("usher.text.find('abc', '.')", "nil"),
        ("usher.text.has_word('a refund, please', 'Refund')", "true"),
        ("usher.text.has_word('prefundable', 'fund')", "false"),
        ("usher.text.has_word('fundable fund', 'fund')", "true"),
        ("usher.text.has_word('我要退款谢谢', '退款')", "true"),
        ("usher.text.escape_html '<a href=\"x\">&\\'</a>'", "&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;"),
        ("usher.text.fill('<b>{a}</b>', { a = '<i>' }, 'html')", "<b>&lt;i&gt;</b>"),
        ("usher.text.fill('{ \"a\": \"{a}\" }', { a = 'say \"x\"' }, 'json')", "{ \"a\": \"say \\\"x\\\"\" }"),
        ("usher.text.fill('/t/{a}', { a = '../x' }, 'path')", "/t/..%2Fx"),
        (
            "select(2, pcall(usher.text.fill, '', {}, 'sql'))",
            "automations/acme.lua:8: usher.text.fill escapes for \"html\", \"json\" or \"path\", not sql"
        ),
    ])
    func `an expression gives`(_ expression: String, _ text: String) async throws {
        #expect(try await value(expression) == text)
    }

    @Test(arguments: [
        ("Thanks.\n\nOn 3 May 2026 at 10:00, Jan wrote:\n> old\n> older", "Thanks."),
        ("Dank.\n\nOp ma 3 mei 2026 om 10:00 schreef Jan <jan@x.nl>:\n\noud", "Dank."),
        ("Danke.\nAm 3. Mai 2026 um 10:00 schrieb\nJan <jan@x.nl>:\n> alt", "Danke."),
        ("See below.\n-----Original Message-----\nFrom: Jan\nold", "See below."),
        ("Merci\n\nDe : x\nDe: Jan\nEnvoyé: hier\nvieux", "Merci\n\nDe : x"),
        ("> Is it red?\nYes.\n> Is it new?\nNo.", "Yes.\nNo."),
        ("On 3 May Jan wrote:\n> a\nMine.\n> b", "Mine."),
        ("He wrote me 3 times: see the list\nand more", "He wrote me 3 times: see the list\nand more"),
        ("From: the start\nto the end", "From: the start\nto the end"),
    ])
    func `a mail loses the mails it quotes`(_ mail: String, _ rest: String) {
        #expect(MailText.withoutQuotes(mail) == rest)
    }

    @Test(arguments: [
        ("Hello\n-- \nJan\nACME", "Hello"), ("Hello\n\nSent from my iPhone\n", "Hello"),
        ("Hallo\nVerzonden vanaf mijn telefoon", "Hallo"), ("a -- b\n--- c", "a -- b\n--- c"),
        ("This was sent from my own account at the bank, and now it is gone for ever and ever.", nil),
    ])
    func `a mail loses its signature`(_ mail: String, _ rest: String?) {
        #expect(MailText.withoutSignature(mail) == rest ?? mail)
    }

    @Test(arguments: [
        "usher.text.trim((' '):rep(1 << 19) .. 'x' .. (' '):rep(1 << 19))",
        "usher.text.has_word(('a'):rep(1 << 17), ('a'):rep(1 << 16))",
        "usher.text.without_quotes(('On 1 wrote '):rep(1 << 15) .. (':\\n'):rep(1 << 16))",
        "usher.text.without_quotes(('>\\nOn 1 wrote:\\n'):rep(1 << 14))",
        "usher.text.without_signature(('Sent from my \\n'):rep(1 << 15))",
        "usher.text.words(('a '):rep(1 << 18))",
        "usher.text.from_html(('<'):rep(1 << 19))",
    ])
    func `a hostile text is read in time`(_ expression: String) async throws {
        #expect(try await value("(function() local _ = \(expression) return 'read' end)()") == "read")
    }
}
