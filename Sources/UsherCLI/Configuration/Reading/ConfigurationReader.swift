import TicketModel

/// Makes a configuration of a document, and collects everything that is wrong with it.
struct ConfigurationReader {
    let folder: String
    let surroundings: ConfigurationSurroundings
    private(set) var problems: [ConfigurationProblem] = []
    private var result: HostConfiguration

    init(file: String, folder: String, surroundings: ConfigurationSurroundings) {
        self.folder = folder
        self.surroundings = surroundings
        self.result = HostConfiguration(file: file, folder: folder)
    }

    /// Reads the whole document; a section that is absent or empty is what it is by default.
    mutating func configuration(from root: YAMLValue?) -> HostConfiguration {
        let known = [
            "database", "plugins", "listen", "own_addresses", "connections", "notifiers", "automations", "alerts",
            "retention",
        ]
        guard let root, let entries = entries(of: root, at: .top, known: known) else { return result }
        var sections: [String: YAMLValue] = [:]
        for entry in entries { sections[entry.key] = entry.value }

        if let value = sections["database"] { result.database = database(value) }
        if let value = sections["plugins"] { result.plugins = plugins(value) }
        if let value = sections["listen"] { result.listen = listen(value) }
        if let value = sections["own_addresses"] { result.ownAddresses = ownAddresses(value) }
        if let value = sections["connections"] { result.connections = connections(value) }
        if let value = sections["notifiers"] { result.notifiers = notifiers(value) }
        if let value = sections["automations"] { result.automations = automations(value) }
        if let value = sections["alerts"] { result.alerts = alerts(value) }
        if let value = sections["retention"] { result.retention = retention(value) }
        return result
    }

    mutating func report(_ fault: ConfigurationFault, at path: ConfigurationPath, line: Int) {
        problems.append(ConfigurationProblem(line: line, path: path, fault: fault))
    }

    /// The keys and values at a path, without those that are not `known`; none for an empty value.
    /// - Returns: `nil`, and a problem, for anything else.
    mutating func entries(
        of value: YAMLValue,
        at path: ConfigurationPath,
        known: [String]? = nil
    ) -> [YAMLEntry]? {
        guard !value.isEmpty else { return [] }
        guard case .map(let entries) = value.content else {
            report(.wrongType(wanted: "keys and values", found: value.kind), at: path, line: value.line)
            return nil
        }
        guard let known else { return entries }
        return entries.filter { entry in
            if known.contains(entry.key) { return true }
            report(.unknownKey(entry.key, known: known), at: path[entry.key], line: entry.line)
            return false
        }
    }

    /// A text with its interpolations resolved; `shown` is what a problem may quote.
    struct Text {
        var value: String
        var shown: String
    }

    /// A value that is one of our own words; a number or a boolean is taken as it is written.
    /// - Returns: `nil`, and a problem, for anything else.
    mutating func text(_ value: YAMLValue, wanted: String, at path: ConfigurationPath) -> Text? {
        guard case .scalar(let written, _) = value.content, !value.isEmpty else {
            report(.wrongType(wanted: wanted, found: value.kind), at: path, line: value.line)
            return nil
        }
        guard let resolved = resolve(written, at: path, line: value.line) else { return nil }
        guard !resolved.text.isEmpty else {
            report(.emptyText(wanted: wanted), at: path, line: value.line)
            return nil
        }
        return Text(value: resolved.text, shown: written)
    }

    mutating func resolve(_ written: String, at path: ConfigurationPath, line: Int) -> Interpolation? {
        let resolved = Interpolation(written, folder: folder, surroundings: surroundings)
        for fault in resolved.faults { report(fault, at: path, line: line) }
        result.secrets.formUnion(resolved.secrets)
        result.secretFiles.formUnion(resolved.files)
        return resolved.faults.isEmpty ? resolved : nil
    }

    /// The names that connections may have; those that are wrong in themselves count, so that each mistake is
    /// reported once.
    private(set) var connectionNames: [String] = []

    mutating func remember(connection name: String) { connectionNames.append(name) }

    /// The names that notifiers may have.
    private(set) var notifierNames: [String] = []

    mutating func remember(notifier name: String) { notifierNames.append(name) }
}
