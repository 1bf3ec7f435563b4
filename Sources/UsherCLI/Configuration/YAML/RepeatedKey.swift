import Yams

/// Renames a key that is given twice, so that the parser reads on.
///
/// The new name is the old one behind a number between two characters of Unicode's private use area.
enum RepeatedKey {
    /// How many keys are renamed at most; each costs one more reading of the file.
    static let ceiling = 20

    private static let marker: Character = "\u{E000}"

    /// The text with the key at a place renamed; `nil` where no plain or quoted key begins there.
    static func rename(in text: String, at mark: Mark, number: Int) -> String? {
        var scalars = text.unicodeScalars
        guard var place = TextLines.start(ofLine: mark.line, in: scalars) else { return nil }
        guard scalars.formIndex(&place, offsetBy: mark.column - 1, limitedBy: scalars.endIndex) else { return nil }
        guard place < scalars.endIndex, !"&*!?{[|>".unicodeScalars.contains(scalars[place]) else { return nil }
        if "\"'".unicodeScalars.contains(scalars[place]) { scalars.formIndex(after: &place) }
        scalars.insert(contentsOf: "\(marker)\(number)\(marker)".unicodeScalars, at: place)
        return String(scalars)
    }

    /// The name as the file has it.
    static func name(of key: String) -> String {
        guard key.first == marker, let end = key.dropFirst().firstIndex(of: marker) else { return key }
        return String(key[key.index(after: end)...])
    }
}
