import LuaRuntime
import TicketModel

/// Reads a finished declaration.
///
/// Every problem is found in one pass.
struct ManifestReader {
    let bundle: PluginBundle

    func read(_ declared: LuaValue) throws(ManifestProblems) -> PluginManifest {
        let log = ProblemLog(bundle)
        let manifest = read(declared, log)
        guard log.problems.isEmpty, let manifest else {
            throw ManifestProblems(plugin: bundle.name, problems: log.problems)
        }
        return manifest
    }

    private func read(_ declared: LuaValue, _ log: ProblemLog) -> PluginManifest? {
        guard let table = declared.table, let word = table["__plugin"].text, let kind = PluginKind(rawValue: word)
        else {
            log.add(
                "",
                "the file returns \(Self.article(declared)), not a declaration; end it with: return usher.\(bundle.kind.rawValue) { … }"
            )
            return nil
        }
        var place = DeclarationPlace(file: bundle.mainFile)
        place.table = log.source(bundle.mainFile).declaration(word)
        place.line = place.table.map { log.source(bundle.mainFile).line(at: $0) }
        let reader = FieldReader(table, path: "", place: place, log: log)
        if kind != bundle.kind {
            reader.problem(
                "declares \(kind.article) but lies in the folder of \(bundle.kind.folder); move it to \(kind.folder)/."
            )
        }
        let name = self.name(reader)
        let version = self.version(reader)
        let summary = reader.text("summary", orElse: "one line that says what the plugin does") ?? ""
        let settings = SettingReader.settings(reader)
        let body: PluginManifest.Body =
            switch kind {
            case .provider: .provider(ProviderReader(reader, settings).read())
            case .automation: .automation(AutomationReader(reader).read())
            case .notifier: .notifier(ProviderReader(reader, settings).readNotifier())
            }
        return PluginManifest(name: name, version: version, summary: summary, settings: settings, body: body)
    }

    private func name(_ reader: FieldReader) -> String {
        guard let name = reader.text("name", orElse: "\"\(bundle.name)\"") else { return bundle.name }
        if name.wholeMatch(of: #/[a-z][a-z0-9]*(-[a-z0-9]+)*/#) == nil {
            reader.problem("name", "\"\(name)\" is not a name; write lower-case letters, digits and single dashes.")
        } else if name != bundle.name {
            reader.problem(
                "name",
                "\"\(name)\" differs from the file's name; write \"\(bundle.name)\", or rename the file."
            )
        }
        return name
    }

    private func version(_ reader: FieldReader) -> String {
        guard let version = reader.text("version", orElse: "\"1.0.0\"") else { return "" }
        if version.wholeMatch(of: #/\d+\.\d+\.\d+/#) == nil {
            reader.problem("version", "\"\(version)\" is not three numbers; write one such as \"1.0.0\".")
        }
        return version
    }

    private static func article(_ value: LuaValue) -> String {
        switch value {
        case .nil: "nothing"
        case .table: "a plain table"
        default: "a \(value.typeName)"
        }
    }
}

extension PluginKind {
    var article: String {
        switch self {
        case .provider: "a provider"
        case .automation: "an automation"
        case .notifier: "a notifier"
        }
    }
}
