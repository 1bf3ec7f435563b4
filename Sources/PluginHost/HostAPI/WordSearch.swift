/// Looks for whole words in text of any script.
enum WordSearch {
    /// Whether `word`, or a phrase, stands in `text` as a whole; in scripts without spaces, anywhere.
    ///
    /// Case does not count.
    static func text(_ text: String, has word: String) -> Bool {
        let text = Array(text.lowercased())
        let word = Array(word.lowercased())
        guard let first = word.first?.unicodeScalars.first,
            let last = word.last?.unicodeScalars.last
        else { return false }
        return places(of: word, in: text) { start in
            let end = start + word.count
            let before = start == 0 ? nil : text[start - 1].unicodeScalars.last
            let after = end == text.count ? nil : text[end].unicodeScalars.first
            return isEdge(before, first) && isEdge(last, after)
        }
    }

    /// The words of a text, in its order and case; in scripts without spaces, each character.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let belongs = belongsToWord(scalar) || (scalar.properties.isGraphemeExtend && !word.isEmpty)
            if !word.isEmpty, !belongs || isUnspaced(scalar) && !scalar.properties.isGraphemeExtend {
                words.append(String(word))
                word = String.UnicodeScalarView()
            }
            guard belongs else { continue }
            if let last = word.last, isUnspaced(last), !scalar.properties.isGraphemeExtend {
                words.append(String(word))
                word = String.UnicodeScalarView()
            }
            word.append(scalar)
        }
        if !word.isEmpty { words.append(String(word)) }
        return words
    }

    /// Whether one of the places at which `part` stands in `text` is accepted.
    ///
    /// No character of the text is looked at twice: what has matched so far tells where to go on (Knuth, Morris, Pratt).
    private static func places(of part: [Character], in text: [Character], accept: (Int) -> Bool) -> Bool {
        var borders = [0]
        var length = 0
        for character in part.dropFirst() {
            while length > 0, part[length] != character { length = borders[length - 1] }
            if part[length] == character { length += 1 }
            borders.append(length)
        }
        var matched = 0
        for (index, character) in text.enumerated() {
            while matched > 0, part[matched] != character { matched = borders[matched - 1] }
            if part[matched] == character { matched += 1 }
            guard matched == part.count else { continue }
            if accept(index + 1 - matched) { return true }
            matched = borders[matched - 1]
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
