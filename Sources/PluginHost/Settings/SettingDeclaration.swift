package import TicketModel

/// A value that the operator gives.
package struct SettingDeclaration: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case string, url, secret, integer, number, boolean, duration, list, map, zone, dates
        /// A name under `notifiers` of `usher.yaml`.
        case notifier
        case choice = "enum"
    }

    package var name: String
    package var kind: Kind
    package var description: String
    package var defaultValue: JSONValue?
    package var isOptional: Bool
    package var example: String?
    /// The words that are allowed, for `enum`.
    package var values: [String]
    package var minimum: Double?
    package var maximum: Double?
    package var line: Int?
}

/// A checked setting.
package enum SettingValue: Sendable, Equatable {
    /// What Lua may see.
    case plain(JSONValue)
    case secret(String)
}

/// A plugin's settings, checked.
package struct PluginSettings: Sendable, Equatable {
    package var values: [String: SettingValue]

    package init(values: [String: SettingValue] = [:]) {
        self.values = values
    }

    /// What Lua sees: everything but the secrets.
    package var plain: [String: JSONValue] {
        values.compactMapValues { value in
            if case .plain(let json) = value { json } else { nil }
        }
    }

    /// Every secret's text, for redaction.
    package var secrets: [String] {
        values.values.compactMap { value in
            if case .secret(let text) = value { text } else { nil }
        }
    }

    package func text(_ name: String) -> String? {
        switch values[name] {
        case .secret(let text): text
        case .plain(let json): json.stringValue ?? (json.isNull ? nil : json.text())
        case nil: nil
        }
    }
}

/// A setting that cannot be taken as it was given.
package struct SettingProblem: Sendable, Hashable {
    /// The setting's name.
    package var key: String
    /// One sentence, without the key.
    package var message: String

    package init(key: String, message: String) {
        self.key = key
        self.message = message
    }
}
