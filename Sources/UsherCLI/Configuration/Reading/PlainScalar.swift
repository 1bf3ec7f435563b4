/// What a text without quotes means by YAML 1.2's core schema.
enum PlainScalar: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)

    init(_ text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .bool(true)
        case "false", "False", "FALSE": self = .bool(false)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": self = .number(.infinity)
        case "-.inf", "-.Inf", "-.INF": self = .number(-.infinity)
        case ".nan", ".NaN", ".NAN": self = .number(.nan)
        default: self = Self.numeric(text) ?? .string(text)
        }
    }

    /// What it is, in the words of a problem.
    var kind: String {
        switch self {
        case .null: "empty"
        case .bool: "true or false"
        case .integer, .number: "a number"
        case .string: "a text"
        }
    }

    private static func numeric(_ text: String) -> PlainScalar? {
        // Most texts are no numbers, and the first character tells.
        guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first) else { return nil }
        if text.hasPrefix("0x") { return Int64(text.dropFirst(2), radix: 16).map(PlainScalar.integer) }
        if text.hasPrefix("0o") { return Int64(text.dropFirst(2), radix: 8).map(PlainScalar.integer) }
        if let integer = Int64(text) { return .integer(integer) }
        guard text.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil else { return nil }
        return Double(text).map(PlainScalar.number)
    }
}
