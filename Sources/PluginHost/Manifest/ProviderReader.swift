import LuaRuntime
import OutboundHTTP
import TicketModel

/// Reads what a provider declares, and the part of it that a notifier shares: how its requests are sent.
struct ProviderReader {
    static let operations: [(name: String, operation: TicketOperation)] = [
        ("list", .list), ("get", .get), ("messages", .messages), ("reply", .reply), ("note", .note),
        ("set_status", .setStatus), ("set_priority", .setPriority), ("assign", .assign), ("set_tags", .setTags),
        ("create", .create),
    ]
    static let keys =
        [
            "name", "version", "summary", "settings", "auth", "headers", "budget", "errors", "statuses",
            "status_targets", "priorities", "priority_targets", "body_format", "unset_times", "attachments",
            "capabilities", "side_effects", "check", "verify", "webhook",
        ] + operations.map(\.name)

    let reader: FieldReader
    let settings: [SettingDeclaration]

    init(_ reader: FieldReader, _ settings: [SettingDeclaration]) {
        self.reader = reader
        self.settings = settings
    }

    func read() -> ProviderManifest {
        reader.allowOnly(Self.keys)
        requireURL("base_url", .url)
        if reader.table["list"] == .nil {
            reader.problem(
                "list",
                "is missing; a provider at least lists its tickets: list = function(api, query, cursor) … end."
            )
        }
        return ProviderManifest(
            http: http(),
            statuses: words("statuses", of: TicketStatus.self) ?? missingStatuses(),
            statusTargets: targets("status_targets", of: TicketStatus.self),
            priorities: words("priorities", of: TicketPriority.self) ?? .fixed([:]),
            priorityTargets: targets("priority_targets", of: TicketPriority.self),
            bodyFormat: reader.word("body_format", of: BodyFormat.self) ?? .text,
            unsetTimes: Set(reader.texts("unset_times") ?? []),
            operations: operations(),
            narrowsCapabilities: reader.isFunction("capabilities"),
            sideEffects: reader.map("side_effects"),
            verifies: verifies(),
            hasCheck: reader.isFunction("check"),
            webhook: webhook()
        )
    }

    private func operations() -> Set<TicketOperation> {
        var operations = Set(Self.operations.filter { reader.isFunction($0.name) }.map(\.operation))
        if reader.flag("attachments") ?? false { operations.insert(.attach) }
        return operations
    }

    func readNotifier() -> NotifierManifest {
        reader.allowOnly(["name", "version", "summary", "settings", "auth", "headers", "budget", "errors", "send"])
        requireURL("url", .secret)
        if reader.table["send"] == .nil {
            reader.problem("send", "is missing; write send = function(api, notification) … end.")
        }
        _ = reader.isFunction("send")
        return NotifierManifest(http: http())
    }

    private func requireURL(_ name: String, _ kind: SettingDeclaration.Kind) {
        guard let setting = settings.first(where: { $0.name == name }) else {
            reader.problem(
                "settings",
                "has no \(name); add \(name) = usher.setting.\(kind.rawValue) { description = \"…\" }."
            )
            return
        }
        guard setting.kind != kind, setting.kind != .url else { return }
        reader.child("settings")?.problem(name, "must be a setting of type \(kind.rawValue).")
    }

    private func http() -> HTTPDeclaration {
        let auth = AuthReader(reader, settings)
        return HTTPDeclaration(auth: auth.read(), headers: auth.headers(), budget: budget(), errors: errors())
    }

    // MARK: Words

    private func missingStatuses() -> WordMap<String, TicketStatus> {
        if reader.table["statuses"] == .nil {
            reader.problem(
                "statuses",
                "is missing; map the provider's words to ours, as in { active = \"open\", done = \"closed\" }."
            )
        }
        return .fixed([:])
    }

    private func words<Word: RawRepresentable & CaseIterable & Hashable & Sendable>(
        _ name: String,
        of type: Word.Type
    ) -> WordMap<String, Word>? where Word.RawValue == String {
        if reader.table[name] == .function { return .computed }
        guard let map = reader.child(name) else { return nil }
        var words: [String: Word] = [:]
        for (raw, text) in reader.map(name) {
            if let word = Word(rawValue: text) {
                words[raw] = word
            } else {
                map.problem(raw, unknown(text, Word.self))
            }
        }
        return .fixed(words)
    }

    private func targets<Word: RawRepresentable & CaseIterable & Hashable & Sendable>(
        _ name: String,
        of type: Word.Type
    ) -> WordMap<Word, String>? where Word.RawValue == String {
        if reader.table[name] == .function { return .computed }
        guard let map = reader.child(name) else { return nil }
        var targets: [Word: String] = [:]
        for (text, raw) in reader.map(name) {
            if let word = Word(rawValue: text) {
                targets[word] = raw
            } else {
                map.problem(text, unknown(text, Word.self))
            }
        }
        return .fixed(targets)
    }

    private func unknown<Word: RawRepresentable & CaseIterable>(_ text: String, _ type: Word.Type) -> String
    where Word.RawValue == String {
        let words = Word.allCases.map(\.rawValue)
        let hint =
            Suggestion.closest(to: text, among: words).map { "did you mean \"\($0)\"?" }
            ?? "the words are \(words.joined(separator: ", "))."
        return "\"\(text)\" is not one of our words; \(hint)"
    }

    // MARK: The rest

    private func verifies() -> Set<TicketOperation> {
        guard let verify = reader.child("verify") else { return [] }
        verify.allowOnly(["reply", "note", "create"])
        return Set([TicketOperation.reply, .note, .create].filter { verify.isFunction($0.rawValue) })
    }

    private func budget() -> RateDeclaration {
        guard let budget = reader.child("budget") else { return RateDeclaration() }
        budget.allowOnly(["requests", "per", "headers", "spacing"])
        var declaration = RateDeclaration(
            spacing: budget.span("spacing")?.duration,
            headers: budget.word("headers", of: RateDeclaration.HeaderFamily.self)
        )
        switch (budget.number("requests"), budget.span("per")) {
        case (let requests?, let window?) where requests >= 1 && window > .zero:
            declaration.allowance = RateDeclaration.Allowance(requests: Int(requests), per: window.duration)
        case (nil, nil):
            break
        default:
            budget.problem("takes both a number of requests and a time, as in { requests = 60, per = \"1m\" }.")
        }
        return declaration
    }

    private func errors() -> ErrorDeclaration {
        guard let errors = reader.child("errors") else { return ErrorDeclaration() }
        errors.allowOnly(["message", "code", "fields", "statuses", "failed", "codes", "login_redirect"])
        var declaration = ErrorDeclaration(
            message: errors.path("message"),
            code: errors.path("code"),
            fields: errors.path("fields"),
            redirectsToLogin: errors.flag("login_redirect") ?? false
        )
        for (status, word) in errors.map("statuses") {
            guard let number = Int(status), let kind = ErrorKind(rawValue: word) else {
                errors.problem(
                    "statuses",
                    "[\(status)] = \"\(word)\" does not map an HTTP status to a kind of error, as in [426] = \"license\"."
                )
                continue
            }
            declaration.statuses[number] = kind
        }
        for (code, word) in errors.map("codes") {
            guard let kind = ErrorKind(rawValue: word) else {
                errors.problem("codes", unknown(word, ErrorKind.self))
                continue
            }
            declaration.codes[code] = kind
        }
        if let failed = errors.child("failed") {
            failed.allowOnly(["path", "equals"])
            _ = failed.text("path", orElse: "a dotted path into the answer, as in \"meta.status\"")
            if failed.table["equals"] == .nil {
                failed.problem("equals", "is missing; write the value that marks a failure.")
            }
        }
        return declaration
    }
}
