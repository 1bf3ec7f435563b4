import TicketModel

/// The sections that list things by name.
extension ConfigurationReader {
    mutating func connections(_ value: YAMLValue) -> [ConnectionConfiguration] {
        named(value, at: .top["connections"], what: "connection") { reader, entry, path in
            reader.remember(connection: entry.key)
            guard let entries = reader.entries(of: entry.value, at: path) else { return nil }
            let provider = reader.plugin(of: entry, among: entries, key: "provider", or: .noProvider, at: path)
            let poll = entries.first { $0.key == "poll" }
            let span = poll.flatMap { reader.duration($0.value, example: "2m", at: path["poll"]) }
            let secret = entries.first { $0.key == "hook_secret" }
            let hookSecret = secret.flatMap { reader.hookSecret($0.value, at: path["hook_secret"]) }
            let settings = reader.settings(entries, except: ["provider", "poll", "hook_secret"], at: path)
            guard let provider else { return nil }
            return ConnectionConfiguration(
                name: entry.key,
                provider: provider,
                poll: span,
                hookSecret: hookSecret,
                settings: settings,
                line: entry.line
            )
        }
    }

    mutating func notifiers(_ value: YAMLValue) -> [NotifierConfiguration] {
        named(value, at: .top["notifiers"], what: "notifier") { reader, entry, path in
            reader.remember(notifier: entry.key)
            guard let entries = reader.entries(of: entry.value, at: path) else { return nil }
            let plugin = reader.plugin(of: entry, among: entries, key: "plugin", or: .noPlugin, at: path)
            let settings = reader.settings(entries, except: ["plugin"], at: path)
            guard let plugin else { return nil }
            return NotifierConfiguration(name: entry.key, plugin: plugin, settings: settings, line: entry.line)
        }
    }

    mutating func automations(_ value: YAMLValue) -> [AutomationConfiguration] {
        let known = ["mode", "connections", "settings", "limits"]
        return named(value, at: .top["automations"], what: "automation") { reader, entry, path in
            guard let entries = reader.entries(of: entry.value, at: path, known: known) else { return nil }
            var automation = AutomationConfiguration(name: entry.key, line: entry.line)
            for field in entries {
                let path = path[field.key]
                switch field.key {
                case "mode": automation.mode = reader.mode(field.value, at: path) ?? .off
                case "connections": automation.connections = reader.connectionList(field.value, at: path)
                case "settings":
                    automation.settings = reader.settings(reader.entries(of: field.value, at: path) ?? [], at: path)
                default: automation.limits = reader.limits(field.value, at: path)
                }
            }
            return automation
        }
    }

    /// The plugin that an entry names under a key; `nil`, and a problem, where it names none.
    private mutating func plugin(
        of entry: YAMLEntry,
        among entries: [YAMLEntry],
        key: String,
        or missing: ConfigurationFault,
        at path: ConfigurationPath
    ) -> String? {
        guard let plugin = entries.first(where: { $0.key == key }) else {
            report(missing, at: path, line: entry.line)
            return nil
        }
        return text(plugin.value, wanted: "a plugin's name", at: path[key])?.value
    }

    /// The values that are the plugin's to give a meaning to.
    private mutating func settings(
        _ entries: [YAMLEntry],
        except ours: [String] = [],
        at path: ConfigurationPath
    ) -> [String: ConfigurationValue] {
        var settings: [String: ConfigurationValue] = [:]
        for entry in entries where !ours.contains(entry.key) {
            settings[entry.key] = value(entry.value, at: path[entry.key])
        }
        return settings
    }

    /// What a section makes of each of its entries, in the order of the file.
    private mutating func named<Configuration>(
        _ value: YAMLValue,
        at path: ConfigurationPath,
        what: String,
        read: (inout ConfigurationReader, YAMLEntry, ConfigurationPath) -> Configuration?
    ) -> [Configuration] {
        (entries(of: value, at: path) ?? []).compactMap { entry in
            let isName =
                !entry.key.isEmpty
                && entry.key.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-_".utf8.contains($0) }
            if !isName { report(.name(entry.key, of: what), at: path, line: entry.line) }
            return read(&self, entry, path[entry.key])
        }
    }
}
