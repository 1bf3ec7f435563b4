import LuaRuntime
import TicketModel

/// Reads the `settings` of a declaration.
enum SettingReader {
    static let keys = ["description", "default", "optional", "example", "values", "min", "max"]

    static func settings(_ reader: FieldReader) -> [SettingDeclaration] {
        guard let settings = reader.child("settings") else { return [] }
        return settings.table.sortedFields.compactMap { name, value in
            guard !name.hasPrefix("__") else { return nil }
            guard let table = value.table, let word = table["__setting"].text,
                let kind = SettingDeclaration.Kind(rawValue: word)
            else {
                settings.problem(name, "takes a setting, as in usher.setting.string { description = \"…\" }.")
                return nil
            }
            let field = FieldReader(table, path: settings.key(name), place: settings.place(of: name), log: reader.log)
            return setting(name, kind, field)
        }
    }

    private static func setting(_ name: String, _ kind: SettingDeclaration.Kind, _ field: FieldReader)
        -> SettingDeclaration
    {
        field.allowOnly(keys)
        let values = field.texts("values") ?? []
        if kind == .choice, values.isEmpty {
            field.problem("values", "is missing; an enum lists its words, as in { \"slack\", \"plain\" }.")
        }
        if name.wholeMatch(of: #/[a-z][a-z0-9_]*/#) == nil {
            field.problem("is not a setting's name; write lower-case letters, digits and underscores.")
        }
        if ["provider", "poll", "plugin", "hook_secret"].contains(name) {
            field.problem("is a key of usher.yaml itself; choose another name.")
        }
        var declaration = SettingDeclaration(
            name: name,
            kind: kind,
            description: field.text("description", orElse: "what the setting is for") ?? "",
            // A bare nil would be taken for JSON's null.
            defaultValue: field.table["default"].isPresent ? .some(field.table["default"].json) : .none,
            isOptional: field.flag("optional") ?? false,
            example: field.text("example"),
            values: values,
            minimum: field.number("min"),
            maximum: field.number("max"),
            line: field.place.line
        )
        guard let fallback = declaration.defaultValue else { return declaration }
        if kind == .secret {
            field.problem("default", "a secret has no default; leave it out.")
        } else if SettingsCheck.normalised(empty(fallback, kind), declaration) == nil {
            field.problem("default", "\(fallback.text()) does not fit a setting of type \(kind.rawValue).")
        }
        declaration.defaultValue = empty(fallback, kind)
        return declaration
    }

    /// An empty Lua table is a list where the setting is one.
    private static func empty(_ value: JSONValue, _ kind: SettingDeclaration.Kind) -> JSONValue {
        if kind == .list || kind == .dates, value == .object([:]) { return .array([]) }
        if kind == .map, value == .array([]) { return .object([:]) }
        return value
    }
}
