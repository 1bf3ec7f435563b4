/// Where in the file a value stands, as in `connections.portal.token` and `plugins[1]`.
struct ConfigurationPath: Sendable, Hashable, CustomStringConvertible {
    /// Empty at the top.
    let description: String

    static let top = ConfigurationPath(description: "")

    /// The path of a key below this one.
    subscript(key: String) -> ConfigurationPath {
        let key = ShownText.cut(key)
        return ConfigurationPath(description: description.isEmpty ? key : "\(description).\(key)")
    }

    /// The path of an element of the list at this path, counted from 0.
    subscript(index: Int) -> ConfigurationPath {
        ConfigurationPath(description: "\(description)[\(index)]")
    }
}
