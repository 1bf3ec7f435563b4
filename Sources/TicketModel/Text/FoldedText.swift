import Foundation

/// A text without its case and diacritics, for searching: "Ångström" and "angstrom" fold to the same.
package struct FoldedText: Sendable, Equatable {
    private let bytes: [UInt8]

    /// Folds a text. Marks that make another letter of their base, as the voicing marks of kana do, stay.
    package init(_ text: String) {
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            bytes = text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
            return
        }
        var folded = String.UnicodeScalarView()
        for scalar in text.decomposedStringWithCanonicalMapping.unicodeScalars where !scalar.isDiacritic {
            switch scalar {
            case "ς": folded.append("σ")
            case "ß", "ẞ": folded.append(contentsOf: "ss".unicodeScalars)
            default: folded.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        bytes = Array(String(folded).utf8)
    }

    /// The folded scalars.
    var unicodeScalars: String.UnicodeScalarView { String(decoding: bytes, as: UTF8.self).unicodeScalars }

    /// Whether another text stands somewhere in this one; takes linear time whatever both hold.
    package func contains(_ other: FoldedText) -> Bool {
        let wanted = other.bytes
        guard let last = wanted.indices.last else { return true }
        // Where to go on in `wanted` when the byte behind so many equal ones differs (Knuth, Morris and Pratt).
        var fallback = [0]
        var length = 0
        for index in wanted.indices.dropFirst() {
            while length > 0, wanted[index] != wanted[length] { length = fallback[length - 1] }
            if wanted[index] == wanted[length] { length += 1 }
            fallback.append(length)
        }
        length = 0
        for byte in bytes {
            while length > 0, byte != wanted[length] { length = fallback[length - 1] }
            if byte == wanted[length] {
                if length == last { return true }
                length += 1
            }
        }
        return false
    }
}

extension Unicode.Scalar {
    /// A mark above or below its letter, or a vowel point of Hebrew or Arabic.
    fileprivate var isDiacritic: Bool {
        switch properties.canonicalCombiningClass.rawValue {
        case 10...36, 200...240: true
        default: false
        }
    }
}
