import FoundationEssentials
import OutboundHTTP
package import TicketModel

/// Checks what an operator gave against what a plugin declares.
///
/// Pure; all problems at once.
package enum SettingsCheck {
    /// Checks what `usher.yaml` holds, with its secrets filled in; the plugin's name is for the messages.
    ///
    /// Which notifiers there are is for the host to say.
    package static func check(
        _ given: [String: JSONValue],
        against declarations: [SettingDeclaration],
        plugin: String
    ) -> (settings: PluginSettings, problems: [SettingProblem]) {
        var settings = PluginSettings()
        var problems: [SettingProblem] = []
        let names = declarations.map(\.name)
        for key in given.keys.sorted() where !names.contains(key) {
            let hint =
                Suggestion.closest(to: key, among: names).map { "did you mean \"\($0)\"?" }
                ?? (names.isEmpty ? "it has none." : "it has \(names.joined(separator: ", ")).")
            problems.append(SettingProblem(key: key, message: "\(plugin) has no such setting; \(hint)"))
        }
        for declaration in declarations {
            let value = given[declaration.name] ?? .null
            guard !value.isNull else {
                if let fallback = declaration.defaultValue {
                    settings.values[declaration.name] = .plain(normalised(fallback, declaration) ?? fallback)
                } else if !declaration.isOptional {
                    problems.append(SettingProblem(key: declaration.name, message: missing(declaration, plugin)))
                }
                continue
            }
            guard let normal = normalised(value, declaration) else {
                problems.append(SettingProblem(key: declaration.name, message: wrong(value, declaration)))
                continue
            }
            settings.values[declaration.name] =
                declaration.kind == .secret
                ? .secret(normal.stringValue ?? "") : .plain(normal)
        }
        return (settings, problems)
    }

    /// The value as the plugin gets it; nil where it does not fit the declaration.
    static func normalised(_ value: JSONValue, _ declaration: SettingDeclaration) -> JSONValue? {
        switch declaration.kind {
        case .string:
            return text(value).map(JSONValue.string)
        case .secret, .notifier:
            guard let text = text(value), !text.isEmpty else { return nil }
            return .string(text)
        case .url:
            guard let text = value.stringValue, let origin = try? OutboundOrigin(text, setting: declaration.name) else {
                return nil
            }
            return .string(origin.baseURL)
        case .integer:
            guard let integer = value.integerValue, inRange(Double(integer), declaration) else { return nil }
            return .integer(integer)
        case .number:
            guard let number = value.numberValue, inRange(number, declaration) else { return nil }
            return value
        case .boolean:
            return value.boolValue.map(JSONValue.bool)
        case .duration:
            guard let text = value.stringValue, let span = try? TimeSpan(parsing: text) else { return nil }
            return .number(span.seconds)
        case .choice:
            guard let word = value.stringValue, declaration.values.contains(word) else { return nil }
            return value
        case .list:
            return texts(value.arrayValue ?? [value], declaration).map(JSONValue.array)
        case .dates:
            let days = texts(value.arrayValue ?? [value], declaration)
            return days.flatMap { days in
                days.allSatisfy { (try? CalendarDays(parsing: $0.stringValue ?? "")) != nil } ? .array(days) : nil
            }
        case .map:
            guard let members = value.objectValue else { return nil }
            let normal = members.compactMapValues { value in
                guard let elements = value.arrayValue else { return texts([value], declaration)?.first }
                return texts(elements, declaration).map(JSONValue.array)
            }
            return normal.count == members.count ? .object(normal) : nil
        case .zone:
            guard let name = value.stringValue, TimeZone(identifier: name) != nil else { return nil }
            return value
        }
    }

    /// Text, or a whole number that was written without quotes.
    private static func text(_ value: JSONValue) -> String? {
        value.stringValue ?? value.integerValue.map(String.init)
    }

    /// The elements of a list as texts; nil where one is no text, or is none of the words that are allowed.
    private static func texts(_ values: [JSONValue], _ declaration: SettingDeclaration) -> [JSONValue]? {
        let texts = values.compactMap(text).filter { declaration.values.isEmpty || declaration.values.contains($0) }
        return texts.count == values.count ? texts.map(JSONValue.string) : nil
    }

    private static func inRange(_ number: Double, _ declaration: SettingDeclaration) -> Bool {
        number >= declaration.minimum ?? -.infinity && number <= declaration.maximum ?? .infinity
    }

    // MARK: Words

    private static func missing(_ declaration: SettingDeclaration, _ plugin: String) -> String {
        let form =
            declaration.kind == .secret
            ? "write \(declaration.name): \"${env:NAME}\""
            : "write \(declaration.name): \(declaration.example ?? sample(declaration))"
        return "\(plugin) needs this setting (\(declaration.description)); \(form)."
    }

    private static func wrong(_ value: JSONValue, _ declaration: SettingDeclaration) -> String {
        if declaration.kind == .url, let text = value.stringValue {
            do {
                _ = try OutboundOrigin(text, setting: "the URL")
            } catch {
                return "\(error.message)."
            }
        }
        let shown = declaration.kind == .secret ? "the value" : value.text()
        return "\(shown) is not \(wanted(declaration)); write \(declaration.example ?? sample(declaration))."
    }

    private static func wanted(_ declaration: SettingDeclaration) -> String {
        let range =
            switch (declaration.minimum, declaration.maximum) {
            case (let low?, let high?): " from \(trimmed(low)) to \(trimmed(high))"
            case (let low?, nil): " of at least \(trimmed(low))"
            case (nil, let high?): " of at most \(trimmed(high))"
            case (nil, nil): ""
            }
        return switch declaration.kind {
        case .string: "text"
        case .secret: "a text that is not empty"
        case .url: "a URL"
        case .integer: "a whole number\(range)"
        case .number: "a number\(range)"
        case .boolean: "true or false"
        case .duration: "a duration"
        case .choice: "one of \(declaration.values.joined(separator: ", "))"
        case .list: "a list of \(words(declaration) ?? "texts")"
        case .dates: "a list of days"
        case .map: "a map from texts to \(words(declaration) ?? "texts")"
        case .zone: "an IANA time zone"
        case .notifier: "the name of a notifier"
        }
    }

    private static func words(_ declaration: SettingDeclaration) -> String? {
        declaration.values.isEmpty ? nil : "the words \(declaration.values.joined(separator: ", "))"
    }

    private static func sample(_ declaration: SettingDeclaration) -> String {
        switch declaration.kind {
        case .string: "text"
        case .secret: "\"${env:NAME}\""
        case .url: "https://desk.example.com"
        case .integer, .number: trimmed(declaration.minimum ?? min(10, declaration.maximum ?? 10))
        case .boolean: "true"
        case .duration: "\"4h\""
        case .choice: declaration.values.first ?? "a word"
        case .list: "[\(declaration.values.isEmpty ? "one, two" : declaration.values.joined(separator: ", "))]"
        case .dates: "[\"12-25\", \"2026-12-24..2027-01-01\"]"
        case .map: "{ key: \(declaration.values.first ?? "value") }"
        case .zone: "Europe/Amsterdam"
        case .notifier: "one that stands under notifiers"
        }
    }

    private static func trimmed(_ number: Double) -> String {
        Int64(exactly: number).map(String.init) ?? String(number)
    }
}
