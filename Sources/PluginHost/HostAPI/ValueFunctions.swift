import FoundationEssentials
import LuaRuntime
import OutboundHTTP
import TicketModel

extension HostFunctions {
    /// Text and time.
    ///
    /// They need no scope: loading may use them too.
    static var values: [HostFunction] {
        [
            .immediate("lower") { [.text(try text($0, 1).lowercased())] },
            .immediate("from_html") { [.text(HTMLText.plain(try text($0, 1)))] },
            .immediate("to_html") { [.text(HTMLText.html(try text($0, 1)))] },
            .immediate("trim") { call in
                let trimmed = try text(call, 1).drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace)
                    .reversed()
                return [.text(String(trimmed))]
            },
            .immediate("has_word") { [.boolean(WordSearch.text(try text($0, 1), has: try text($0, 2)))] },
            .immediate("escape_path") { call in
                let segment = try call[1].integer.map(String.init) ?? text(call, 1)
                return [.text(QueryEncoding.percentEncodedSegment(segment))]
            },
            .immediate("parse_time") { call in
                do {
                    let zone = try call[2].text.map { try self.zone($0) } ?? TimeZone(identifier: "UTC")
                    return [.number(try Timestamp(parsing: try text(call, 1), zone: zone).secondsSinceEpoch)]
                } catch let error as ValueError {
                    return [.nil, .text("\(error)")]
                }
            },
            .immediate("format_time") { call in
                guard let seconds = call[1].number, let time = Timestamp(seconds: seconds) else {
                    throw LuaRaise("format_time takes a time in seconds, not a \(call[1].typeName)")
                }
                return [.text(try call[2].text.map { time.rfc3339(in: try zone($0)) } ?? time.rfc3339())]
            },
            .immediate("parse_duration") { call in
                do {
                    return [.number(try TimeSpan(parsing: try text(call, 1)).seconds)]
                } catch let error as ValueError {
                    throw LuaRaise("\(error)")
                }
            },
        ]
    }

    /// The text at a position; anything else is the script's error.
    static func text(_ call: LuaCall, _ position: Int) throws(LuaRaise) -> String {
        guard let text = call[position].text else {
            throw LuaRaise("argument \(position) must be text, not \(call[position].typeName)")
        }
        return text
    }

    private static func zone(_ name: String) throws(LuaRaise) -> TimeZone {
        guard let zone = TimeZone(identifier: name) else { throw LuaRaise("\"\(name)\" is not an IANA time zone") }
        return zone
    }
}

/// Looks for whole words in text of any script.
enum WordSearch {
    /// Whether `word`, or a phrase, stands in `text` as a whole; in scripts without spaces, anywhere.
    ///
    /// Case does not count.
    static func text(_ text: String, has word: String) -> Bool {
        let text = text.lowercased()
        let word = word.lowercased()
        guard let first = word.unicodeScalars.first, let last = word.unicodeScalars.last else { return false }
        var start = text.startIndex
        while let range = text[start...].firstRange(of: word) {
            let before = text.unicodeScalars[..<range.lowerBound].last
            let after = text.unicodeScalars[range.upperBound...].first
            if isEdge(before, first), isEdge(last, after) { return true }
            start = text.index(after: range.lowerBound)
        }
        return false
    }

    private static func isEdge(_ left: Unicode.Scalar?, _ right: Unicode.Scalar?) -> Bool {
        guard let left, let right else { return true }
        return !belongsToWord(left) || !belongsToWord(right) || isUnspaced(left) || isUnspaced(right)
    }

    private static func belongsToWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_"
    }

    /// Scripts that write no spaces between words: Han, Hiragana, Katakana, Thai, Lao, Khmer, Burmese.
    private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x3400...0x9FFF, 0x20000...0x3FFFF:
            true
        default: false
        }
    }
}
