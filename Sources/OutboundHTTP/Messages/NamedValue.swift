/// One name and value of a query or a form; a list repeats the name.
package struct NamedValue: Sendable, Hashable {
    /// Not encoded.
    package var name: String
    /// Not encoded.
    package var value: String

    /// Makes a pair of unencoded texts.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
