/// A text that is never printed: interpolated, described, dumped or mirrored it is `<redacted>`.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    /// Wraps a text that may be sent but not shown.
    package init(_ text: String) {
        self.text = text
    }

    /// The text itself, for the one place that puts it into a request or a store; never for a message or a log.
    package func unsafeRevealed() -> String {
        text
    }

    /// Never the text.
    package var description: String { "<redacted>" }
    /// Never the text.
    package var debugDescription: String { "<redacted>" }
    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
