import OutboundHTTP
import PluginHost
import TicketModel

/// Settings of `usher.yaml` on their way to a plugin.
struct GivenSettings {
    /// The key path of the section they stand in, as in `connections.portal`.
    let path: String
    /// The file's name.
    let file: String
    /// The line of the section.
    let line: Int
    let values: [String: ConfigurationValue]
    /// Texts that are never printed.
    let secrets: Set<String>
    /// The names of the notifiers that there are.
    let notifiers: [String]

    /// Checks them against what a plugin declares.
    /// - Throws: every problem, each as `usher.yaml:LINE: PATH.KEY: …`.
    func checked(against manifest: PluginManifest) throws(CommandFailure) -> PluginSettings {
        let kinds = Dictionary(manifest.settings.map { ($0.name, $0.kind) }) { first, _ in first }
        let given = values.reduce(into: [String: JSONValue]()) { given, entry in
            given[entry.key] = entry.value.json(asText: [.string, .secret, .notifier].contains(kinds[entry.key]))
        }
        var (settings, problems) = SettingsCheck.check(given, against: manifest.settings, plugin: manifest.name)
        problems += manifest.settings.filter { $0.kind == .notifier }.compactMap { declaration in
            guard let name = settings.text(declaration.name), !notifiers.contains(name) else { return nil }
            let fault = ConfigurationFault.unknownNotifier(name, known: notifiers)
            return SettingProblem(key: declaration.name, message: fault.sentence)
        }
        guard problems.isEmpty else {
            let redactor = Redactor(secrets.map(Secret.init))
            throw CommandFailure(.configuration, problems.map { redactor.redact(text(of: $0.key, $0.message)) })
        }
        return settings
    }

    /// A problem of a key, or of the section where the key is empty.
    func problem(_ key: String, _ message: String) -> CommandFailure {
        CommandFailure(.configuration, [Redactor(secrets.map(Secret.init)).redact(text(of: key, message))])
    }

    private func text(of key: String, _ message: String) -> String {
        let line = values[key]?.line ?? line
        let path = key.isEmpty ? path : "\(path).\(key)"
        return "\(file):\(line): \(path): \(message)"
    }
}

extension ConfigurationValue {
    /// The value for a plugin; where a text is due, a number as the file writes it.
    fileprivate func json(asText: Bool) -> JSONValue {
        switch content {
        case .null: .null
        case .bool(let bool): .bool(bool)
        case .integer(let integer): asText ? .string(written ?? String(integer)) : .integer(integer)
        case .number(let number): asText ? .string(written ?? String(number)) : .number(number)
        case .string(let text): .string(text)
        case .list(let values): .array(values.map { $0.json(asText: false) })
        case .map(let values): .object(values.mapValues { $0.json(asText: false) })
        }
    }
}
