import Foundation
import LuaRuntime
import TicketModel

/// Reads what only an automation declares.
struct AutomationReader {
    static let keys = ["name", "version", "summary", "needs", "settings", "triggers", "schedules", "later"]

    let reader: FieldReader

    init(_ reader: FieldReader) {
        self.reader = reader
    }

    func read() -> AutomationManifest {
        reader.allowOnly(Self.keys)
        let triggers = reader.children("triggers").map(trigger)
        let schedules = reader.children("schedules").map(schedule)
        if isEmpty("triggers"), isEmpty("schedules") {
            reader.problem("has neither triggers nor schedules, so nothing would ever run it; declare one.")
        }
        let names = schedules.map(\.name)
        for name in Set(names).sorted() where !name.isEmpty && names.count(where: { $0 == name }) > 1 {
            reader.problem("schedules", "two schedules are called \"\(name)\"; give each a name of its own.")
        }
        return AutomationManifest(needs: needs(), triggers: triggers, schedules: schedules, later: later())
    }

    private func isEmpty(_ name: String) -> Bool {
        reader.table[name] == .nil || reader.table[name].table?.isEmpty ?? false
    }

    private func needs() -> Set<Effect.Kind> {
        guard let needs = reader.child("needs") else { return [] }
        needs.allowOnly(["effects"])
        var kinds: Set<Effect.Kind> = []
        for word in needs.texts("effects") ?? [] {
            if let kind = Effect.Kind(rawValue: word) {
                kinds.insert(kind)
            } else {
                let words = Effect.Kind.allCases.map(\.rawValue)
                let hint =
                    Suggestion.closest(to: word, among: words).map { "did you mean \"\($0)\"?" }
                    ?? "the kinds are \(words.joined(separator: ", "))."
                needs.problem("effects", "\"\(word)\" is not a kind of effect; \(hint)")
            }
        }
        return kinds
    }

    private func later() -> [String] {
        guard let later = reader.child("later") else { return [] }
        return later.table.sortedFields.compactMap { name, _ in
            !name.hasPrefix("__") && later.isFunction(name) ? name : nil
        }
    }

    // MARK: Triggers

    private func trigger(_ field: FieldReader) -> TriggerDeclaration {
        field.allowOnly(["on", "where", "condition", "once", "cascade", "run"])
        if field.table["on"] == .nil {
            field.problem(
                "on",
                "is missing; write one of \(ChangeKind.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
        requireRun(field)
        return TriggerDeclaration(
            on: field.word("on", of: ChangeKind.self) ?? .ticketCreated,
            condition: condition(field),
            hasLuaCondition: field.isFunction("condition"),
            once: once(field),
            cascades: field.flag("cascade") ?? false,
            line: field.place.line
        )
    }

    private func requireRun(_ field: FieldReader) {
        if field.table["run"] == .nil { field.problem("run", "is missing; write run = function(ctx, …) … end.") }
        _ = field.isFunction("run")
    }

    private func condition(_ field: FieldReader) -> TriggerCondition {
        guard let terms = field.child("where"), isPlain(terms) else { return TriggerCondition() }
        do {
            return try TriggerCondition(terms.table.members, zone: TimeZone(identifier: "UTC"))
        } catch {
            terms.problem(error.key, "\(error)")
            return TriggerCondition()
        }
    }

    /// Whether a filter's terms are values: a function has no JSON, and would be taken for a term that is not there.
    private func isPlain(_ terms: FieldReader) -> Bool {
        let functions = terms.table.sortedFields.filter { $0.value == .function }.map(\.key)
        for name in functions { terms.problem(name, "a filter's term is text, a number or a list, not a function.") }
        return functions.isEmpty
    }

    private func once(_ field: FieldReader) -> TriggerDeclaration.Once? {
        switch field.text("once") {
        case nil: return nil
        case "ticket": return .perTicket
        case "requester": return .perRequester
        case let text?:
            do {
                return .window(try TimeSpan(parsing: text))
            } catch {
                field.problem(
                    "once",
                    "\"\(text)\" is neither \"ticket\" nor \"requester\" nor a duration such as \"1d\"."
                )
                return nil
            }
        }
    }

    // MARK: Schedules

    private func schedule(_ field: FieldReader) -> ScheduleDeclaration {
        field.allowOnly(["name", "cron", "every", "timezone", "overlap", "catch_up", "jitter", "each", "run"])
        requireRun(field)
        return ScheduleDeclaration(
            name: field.text("name", orElse: "a name, as in \"sweep\"") ?? "",
            timing: timing(field),
            timeZone: zone(field),
            overlap: field.word("overlap", of: ScheduleDeclaration.Overlap.self) ?? .skip,
            catchUp: field.word("catch_up", of: ScheduleDeclaration.CatchUp.self) ?? .last,
            jitter: field.span("jitter"),
            each: each(field),
            line: field.place.line
        )
    }

    private func timing(_ field: FieldReader) -> ScheduleDeclaration.Timing {
        let fallback = ScheduleDeclaration.Timing.every(.hours(1))
        switch (field.text("cron"), field.table["every"] == .nil) {
        case (let text?, true):
            do {
                return .cron(try CronExpression(parsing: text))
            } catch {
                field.problem("cron", "\(error)")
                return fallback
            }
        case (nil, false):
            guard let span = field.span("every") else { return fallback }
            if span <= .zero {
                field.problem("every", "must be longer than nothing; write a duration such as \"15m\".")
            }
            return .every(span)
        case (.some, false):
            field.problem("every", "stands beside cron; a schedule has one of the two.")
            return fallback
        case (nil, true):
            if field.table["cron"] == .nil {
                field.problem("cron", "is missing; write cron = \"*/15 * * * *\" or every = \"15m\".")
            }
            return fallback
        }
    }

    private func zone(_ field: FieldReader) -> String {
        guard let name = field.text("timezone") else { return "UTC" }
        if TimeZone(identifier: name) == nil {
            let hint =
                Suggestion.closest(to: name, among: TimeZone.knownTimeZoneIdentifiers).map { "did you mean \"\($0)\"?" }
                ?? "write one such as \"Europe/Amsterdam\"."
            field.problem("timezone", "\"\(name)\" is not an IANA time zone; \(hint)")
        }
        return name
    }

    private func each(_ field: FieldReader) -> ScheduleDeclaration.Each? {
        switch field.table["each"] {
        case .nil: return nil
        case .function: return .computed
        default:
            guard let terms = field.child("each"), isPlain(terms) else { return nil }
            do {
                return .filter(try TicketFilter(terms.table.members, zone: TimeZone(identifier: "UTC")))
            } catch {
                terms.problem(error.key, "\(error)")
                return nil
            }
        }
    }
}
