import LuaRuntime
import OutboundHTTP
import TicketModel

extension HostFunctions {
    /// What is done with text, each in time that is linear in its length.
    ///
    /// They need no scope: loading may use them too.
    static var texts: [HostFunction] {
        [
            .immediate("lower") { [.text(try text($0, 1).lowercased())] },
            .immediate("upper") { [.text(try text($0, 1).uppercased())] },
            .immediate("from_html") { [.text(HTMLText.plain(try text($0, 1)))] },
            .immediate("to_html") { [.text(HTMLText.html(try text($0, 1)))] },
            .immediate("escape_html") { [.text(HTMLText.escaped(try text($0, 1)))] },
            .immediate("trim") { [.text(trimmed(try text($0, 1)[...]))] },
            .immediate("squeeze") { call in
                [.text(try text(call, 1).split(whereSeparator: \.isWhitespace).joined(separator: " "))]
            },
            .immediate("lines") { call in
                let lines = try text(call, 1).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
                return [.list(lines.map { .text($0) })]
            },
            .immediate("words") { [.list(WordSearch.words(of: try text($0, 1)).map { .text($0) })] },
            .immediate("has_word") { [.boolean(WordSearch.text(try text($0, 1), has: try text($0, 2)))] },
            .immediate("without_quotes") { [.text(MailText.withoutQuotes(try text($0, 1)))] },
            .immediate("without_signature") { [.text(MailText.withoutSignature(try text($0, 1)))] },
            .immediate("escape_path") { call in
                let segment = try call[1].integer.map(String.init) ?? text(call, 1)
                return [.text(QueryEncoding.percentEncodedSegment(segment))]
            },
        ]
    }

    static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return start[...last]
    }
}
