extension JSONValue {
    /// The canonical text: sorted keys, no escaped slashes, characters outside of ASCII as they are.
    ///
    /// A number that JSON cannot write (infinite, or not a number) is written `null`. Pretty text breaks lines and
    /// indents them by two spaces.
    package func text(pretty: Bool = false) -> String {
        var writer = JSONWriter(pretty: pretty)
        writer.write(self)
        return writer.text
    }
}
