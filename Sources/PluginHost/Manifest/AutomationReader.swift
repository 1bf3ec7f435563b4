import Foundation
import LuaRuntime
import TicketModel

/// Reads what only an automation declares.
struct AutomationReader {
    static let keys = ["name", "version", "summary", "needs", "settings", "triggers", "schedules", "later", "migrate"]

    let reader: FieldReader

    init(_ reader: FieldReader) {
        self.reader = reader
    }

    func read() -> AutomationManifest {
        reader.allowOnly(Self.keys)
        let triggers = reader.children("triggers").map(trigger)
        let schedules = reader.children("schedules").map {
            ScheduleReader($0, settings: reader.table["settings"].table).read()
        }
        if isEmpty("triggers"), isEmpty("schedules") {
            reader.problem("has neither triggers nor schedules, so nothing would ever run it; declare one.")
        }
        let names = schedules.map(\.name)
        for name in Set(names).sorted() where !name.isEmpty && names.count(where: { $0 == name }) > 1 {
            reader.problem("schedules", "two schedules are called \"\(name)\"; give each a name of its own.")
        }
        return AutomationManifest(
            needs: needs(),
            triggers: triggers,
            schedules: schedules,
            later: later(),
            migrates: reader.isFunction("migrate")
        )
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
        field.requireRun()
        return TriggerDeclaration(
            on: field.word("on", of: ChangeKind.self) ?? .ticketCreated,
            condition: condition(field),
            hasLuaCondition: field.isFunction("condition"),
            once: once(field),
            cascades: field.flag("cascade") ?? false,
            line: field.place.line
        )
    }

    private func condition(_ field: FieldReader) -> TriggerCondition {
        guard let terms = field.child("where"), terms.isPlain() else { return TriggerCondition() }
        do {
            return try TriggerCondition(terms.table.members, zone: TimeZone(identifier: "UTC"))
        } catch {
            terms.problem(error.key, "\(error)")
            return TriggerCondition()
        }
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
}

extension FieldReader {
    /// Notes that there is no `run`, or that it is no function.
    func requireRun() {
        if table["run"] == .nil { problem("run", "is missing; write run = function(ctx, …) … end.") }
        _ = isFunction("run")
    }

    /// Whether a filter's terms are values: a function has no JSON, and would be taken for a term that is not there.
    func isPlain() -> Bool {
        let functions = table.sortedFields.filter { $0.value == .function }.map(\.key)
        for name in functions { problem(name, "a filter's term is text, a number or a list, not a function.") }
        return functions.isEmpty
    }
}
