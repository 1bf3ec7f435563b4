import Foundation

/// Words as the filter compares them, where a database compares bytes.
enum FilterWord {
    /// The same text for every way of writing it in Unicode.
    static func exact(_ text: String) -> String {
        SQLValue.storable(text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCanonicalMapping)
    }

    /// The same text in any case, too.
    static func anyCase(_ text: String) -> String {
        exact(text.lowercased())
    }
}
