/// A setting's value, which its plugin gives a meaning to.
struct ConfigurationValue: Sendable, Equatable {
    /// What the value is by YAML 1.2: `yes`, `off` and `1:30` are texts.
    enum Content: Sendable, Equatable {
        case null
        case bool(Bool)
        case integer(Int64)
        case number(Double)
        case string(String)
        case list([ConfigurationValue])
        case map([String: ConfigurationValue])
    }

    var content: Content
    /// Counted from 1.
    var line: Int
    /// Whether it, or a value in it, came from the environment or a file: it is never printed.
    var isSecret = false
    /// A scalar as the file has it, so that `0042` can be read as a text, and a secret be named without its value.
    var written: String?
}

extension ConfigurationValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The value as JSON has it, a secret as `<redacted>`.
    var description: String {
        switch content {
        case .list(let items): "[\(items.map(\.description).joined(separator: ", "))]"
        case .map(let values):
            "{\(values.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", "))}"
        case _ where isSecret: "<redacted>"
        case .null: "null"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let value): "\"\(value)\""
        }
    }

    var debugDescription: String { description }

    /// Nothing: a dump would show a secret.
    var customMirror: Mirror { Mirror(self, children: []) }
}
