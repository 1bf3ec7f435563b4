/// A value of the file as it is written, with the line it stands on: nothing is interpolated and no type is guessed.
struct YAMLValue: Sendable {
    /// What stands there.
    enum Content: Sendable {
        /// A text; only a plain one, without quotes, may mean a number, a boolean or nothing.
        case scalar(String, isPlain: Bool)
        case list([YAMLValue])
        /// In the order of the file, each key once.
        case map([YAMLEntry])
    }

    var content: Content
    /// Counted from 1.
    var line: Int

    /// Whether nothing is written, as behind the colon of `plugins:`.
    var isEmpty: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return PlainScalar(text) == .null
    }

    /// What it is, in the words of a problem.
    var kind: String {
        switch content {
        case .list: "a list"
        case .map: "keys and values"
        case .scalar(_, isPlain: false): "a text"
        case .scalar(let text, isPlain: true): PlainScalar(text).kind
        }
    }
}

/// A key with its value; the line is the key's.
struct YAMLEntry: Sendable {
    var key: String
    var line: Int
    var value: YAMLValue
}
