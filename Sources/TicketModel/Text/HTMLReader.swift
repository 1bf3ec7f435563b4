/// Reads HTML once from start to end and writes its text.
///
/// Every scan either moves `position` past what it read, or records that scans of its sort find nothing any more; so
/// no byte is read more than a fixed number of times.
struct HTMLReader {
    private let bytes: [UInt8]
    private var position = 0
    private var writer = PlainTextWriter()
    /// Whether quotes in tags are believed; no longer so once one was found that does not close.
    private var believesQuotes = true
    private let lastTagEnd: Int

    init(html: String) {
        bytes = Array(html.utf8)
        lastTagEnd = bytes.lastIndex(of: UInt8(ascii: ">")) ?? -1
    }

    mutating func plainText() -> String {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "<"): readMarkup()
            case UInt8(ascii: "&"): readReference()
            default:
                writer.write(bytes[position])
                position += 1
            }
        }
        return writer.text()
    }

    private mutating func readMarkup() {
        if bytes[position...].starts(with: "<!--".utf8) {
            skip(past: "-->")
        } else if let next = byte(at: position + 1), next.isLetter || "/!?".utf8.contains(next), let end = tagEnd() {
            let isClosing = next == UInt8(ascii: "/")
            let name = name(from: position + (isClosing ? 2 : 1))
            position = end + 1
            apply(name, isClosing: isClosing)
        } else {
            writer.write(bytes[position])
            position += 1
        }
    }

    private mutating func apply(_ name: String, isClosing: Bool) {
        switch name {
        case "script", "style", "title", "template":
            if !isClosing { skipContent(of: name) }
        case "br": writer.breakLine()
        case "p": writer.breakParagraph()
        case "td", "th": writer.write(UInt8(ascii: " "))
        case "pre", "textarea":
            writer.breakParagraph()
            writer.keepsSpace = !isClosing
        case "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset",
            "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html",
            "li", "main", "nav", "ol", "section", "table", "tbody", "tfoot", "thead", "tr", "ul":
            writer.startLine()
        default: break
        }
    }

    /// Where the tag at `position` ends; a `>` inside quotes does not count where the quotes close.
    private mutating func tagEnd() -> Int? {
        guard lastTagEnd > position else { return nil }
        if believesQuotes {
            var quote: UInt8?
            for index in position..<bytes.count {
                let byte = bytes[index]
                if let open = quote {
                    if byte == open { quote = nil }
                } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                    quote = byte
                } else if byte == UInt8(ascii: ">") {
                    return index
                }
            }
            believesQuotes = false
        }
        return bytes[position...].firstIndex(of: UInt8(ascii: ">"))
    }

    /// The lower-case name that starts at an index; longer ones than any we know are cut.
    private func name(from start: Int) -> String {
        let letters = bytes[min(start, bytes.count)...].prefix(12).prefix { $0.isLetter || (0x30...0x39).contains($0) }
        return String(decoding: letters, as: UTF8.self).lowercased()
    }

    private mutating func skipContent(of name: String) {
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "<"), byte(at: position + 1) == UInt8(ascii: "/"),
                self.name(from: position + 2) == name
            {
                return
            }
            position += 1
        }
    }

    private mutating func skip(past mark: String) {
        // Behind `<!`, because `<!-->` is a whole comment too.
        position += 2
        while position < bytes.count {
            if bytes[position...].starts(with: mark.utf8) {
                position += mark.utf8.count
                return
            }
            position += 1
        }
    }

    private mutating func readReference() {
        let longest = 32
        let limit = min(position + longest, bytes.count)
        guard let end = bytes[position..<limit].firstIndex(of: UInt8(ascii: ";")),
            let text = HTMLEntity.text(of: bytes[(position + 1)..<end])
        else {
            writer.write(bytes[position])
            position += 1
            return
        }
        for byte in text.utf8 { writer.write(byte) }
        position = end + 1
    }

    private func byte(at index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
}

/// Collects text the way a page shows it: runs of space as one, no space around line breaks.
private struct PlainTextWriter {
    /// Inside of preformatted text, where space stays as it is.
    var keepsSpace = false
    private var bytes: [UInt8] = []
    private var owesSpace = false
    private var owedBreaks = 0

    mutating func write(_ byte: UInt8) {
        switch byte {
        case 0x0A where keepsSpace: breakLine()
        case 0x20 where keepsSpace, 0x09 where keepsSpace: flush(byte)
        case 0x20, 0x09...0x0D: owesSpace = true
        default: flush(byte)
        }
    }

    mutating func breakLine() {
        owedBreaks += 1
        owesSpace = false
    }

    mutating func startLine() {
        owedBreaks = max(owedBreaks, 1)
        owesSpace = false
    }

    mutating func breakParagraph() {
        owedBreaks = max(owedBreaks, 2)
        owesSpace = false
    }

    private mutating func flush(_ byte: UInt8) {
        if !bytes.isEmpty {
            if owedBreaks > 0 {
                bytes.append(contentsOf: repeatElement(0x0A, count: min(owedBreaks, 2)))
            } else if owesSpace {
                bytes.append(0x20)
            }
        }
        (owedBreaks, owesSpace) = (0, false)
        bytes.append(byte)
    }

    func text() -> String { String(decoding: bytes, as: UTF8.self) }
}
