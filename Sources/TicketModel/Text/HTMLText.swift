/// Plain text from HTML and back.
package enum HTMLText {
    /// The text that a reader of the HTML sees: entities decoded, space collapsed, block elements on their own lines.
    ///
    /// What script, style, title and comments hold is dropped. A `<` that begins no tag is text. Broken HTML gives what
    /// can be read of it; the time is linear in the length whatever it holds.
    package static func plain(_ html: String) -> String {
        var reader = HTMLReader(html: html)
        return reader.plainText()
    }

    /// HTML that shows a plain text: escaped, a paragraph for each block between empty lines, line breaks kept.
    package static func html(_ plain: String) -> String {
        var paragraphs: [[Substring]] = []
        var isNew = true
        for line in plain.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.allSatisfy(\.isWhitespace) {
                isNew = true
            } else if isNew || paragraphs.isEmpty {
                paragraphs.append([line])
                isNew = false
            } else {
                paragraphs[paragraphs.count - 1].append(line)
            }
        }
        return paragraphs.map { "<p>\($0.map { escaped($0) }.joined(separator: "<br>"))</p>" }.joined(separator: "\n")
    }

    /// A text with what HTML would take for markup written as entities, fit for attributes too.
    package static func escaped(_ text: some StringProtocol) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
