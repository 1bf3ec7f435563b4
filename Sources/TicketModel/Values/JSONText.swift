/// A JSON document as text, read only where somebody asks what is in it.
///
/// What a provider sent is kept so: it is written once and hardly ever looked at.
package struct JSONText: Sendable, Hashable {
    package let text: String

    /// The canonical text of a value.
    package init(_ value: JSONValue) {
        text = value.text()
    }

    /// A text that was written as JSON; nothing looks whether it is.
    package init(written text: String) {
        self.text = text
    }

    /// What the text says; null where it is no JSON.
    package var value: JSONValue { (try? JSONValue(parsing: text)) ?? .null }
}

extension JSONText: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral members: (String, JSONValue)...) {
        self.init(.object(Dictionary(members) { _, last in last }))
    }
}
