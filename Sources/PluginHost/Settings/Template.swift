import TicketModel

/// Text with `{name}` in it, filled from settings.
package enum Template {
    /// The names in a template, in order.
    package static func names(in text: String) -> [String] {
        text.matches(of: #/\{([A-Za-z_][A-Za-z0-9_]*)\}/#).map { String($0.1) }
    }

    /// The names in every string inside a JSON value.
    static func names(in json: JSONValue) -> [String] {
        switch json {
        case .string(let text): names(in: text)
        case .array(let elements): elements.flatMap { names(in: $0) }
        case .object(let members): members.sorted { $0.key < $1.key }.flatMap { names(in: $0.value) }
        default: []
        }
    }

    /// Fills the names that `values` knows; the others stay as they are.
    package static func fill(_ text: String, _ values: (String) -> String?) -> String {
        text.replacing(#/\{([A-Za-z_][A-Za-z0-9_]*)\}/#) { match in
            values(String(match.1)) ?? String(match.0)
        }
    }

    /// Fills every string inside a JSON value.
    static func fill(_ json: JSONValue, _ values: (String) -> String?) -> JSONValue {
        switch json {
        case .string(let text): .string(fill(text, values))
        case .array(let elements): .array(elements.map { fill($0, values) })
        case .object(let members): .object(members.mapValues { fill($0, values) })
        default: json
        }
    }
}
