import Foundation
import LuaRuntime
import TicketModel

/// Reads one schedule of an automation's declaration.
struct ScheduleReader {
    private static let keys = [
        "name", "cron", "every", "at", "days", "timezone", "not_before", "not_after", "exclude", "overlap", "catch_up",
        "grace", "max_age", "jitter", "pause_after", "each", "run",
    ]

    private let field: FieldReader
    private let settings: LuaTable?

    /// `settings`: those that the automation declares.
    init(_ field: FieldReader, settings: LuaTable?) {
        self.field = field
        self.settings = settings
    }

    func read() -> ScheduleDeclaration {
        field.allowOnly(Self.keys)
        field.requireRun()
        let zone = zone()
        var schedule = ScheduleDeclaration(
            name: name(),
            timing: timing(),
            timeZone: zone,
            notBefore: time("not_before", in: zone),
            notAfter: time("not_after", in: zone),
            overlap: field.word("overlap", of: ScheduleDeclaration.Overlap.self) ?? .skip,
            catchUp: field.word("catch_up", of: ScheduleDeclaration.CatchUp.self) ?? .last,
            jitter: field.span("jitter"),
            pauseAfter: pauseAfter(),
            each: each(),
            line: field.place.line
        )
        readExclusions(into: &schedule)
        schedule.grace = field.span("grace") ?? schedule.grace
        schedule.maxAge = field.span("max_age") ?? schedule.maxAge
        if let first = schedule.notBefore, let last = schedule.notAfter, last < first {
            field.problem("not_after", "lies before not_before, so there would be no slot; correct one of the two.")
        }
        return schedule
    }

    private func name() -> String {
        let name = field.text("name", orElse: "a name, as in \"sweep\"") ?? ""
        if name.contains("/") || name.contains(where: \.isWhitespace) {
            field.problem(
                "name",
                "\"\(name)\" is not a schedule's name; write letters, digits, dashes and underscores."
            )
        }
        return name
    }

    // MARK: When

    private func timing() -> ScheduleTiming {
        let fallback = ScheduleTiming.every(.hours(1))
        let given = ["cron", "every", "at"].filter { field.table[$0] != .nil }
        guard let kind = given.first else {
            field.problem("cron", "is missing; write cron = \"*/15 * * * *\", every = \"15m\" or at = \"09:00\".")
            return fallback
        }
        for other in given.dropFirst() {
            field.problem(other, "stands beside \(kind); a schedule has one of cron, every and at.")
        }
        guard given.count == 1 else { return fallback }
        if kind != "at", field.table["days"] != .nil {
            field.problem(
                "days",
                "goes with at; \(kind == "cron" ? "cron names its days itself" : "write at = \"09:00\" for times of day")."
            )
        }
        return switch kind {
        case "cron": cron() ?? fallback
        case "every": every() ?? fallback
        default: calendarTimes() ?? fallback
        }
    }

    private func cron() -> ScheduleTiming? {
        guard let text = field.text("cron") else { return nil }
        do {
            return .cron(try CronExpression(parsing: text))
        } catch {
            field.problem("cron", "\(error)")
            return nil
        }
    }

    private func every() -> ScheduleTiming? {
        guard let span = field.span("every") else { return nil }
        guard span >= .seconds(1) else {
            field.problem("every", "must be a second or longer; write a duration such as \"15m\".")
            return nil
        }
        return .every(span)
    }

    private func calendarTimes() -> ScheduleTiming? {
        guard let times = list("at", as: "a time such as \"09:00\", or a list of them"),
            let days = field.table["days"] == .nil
                ? [] : list("days", as: "days such as \"mon-fri\", or a list of them")
        else { return nil }
        guard !times.isEmpty else {
            field.problem("at", "is empty; write a time such as \"09:00\".")
            return nil
        }
        do {
            _ = try CalendarTimes(at: times)
        } catch {
            field.problem("at", "\(error)")
            return nil
        }
        do {
            return .calendar(try CalendarTimes(at: times, days: days.isEmpty ? nil : days.joined(separator: ",")))
        } catch {
            field.problem("days", "\(error)")
            return nil
        }
    }

    /// A text, or a list of texts.
    private func list(_ name: String, as wanted: String) -> [String]? {
        if let text = field.table[name].text { return [text] }
        guard let list = field.table[name].table, list.fields.isEmpty, list.list.allSatisfy({ $0.text != nil }) else {
            field.problem(name, "takes \(wanted).")
            return nil
        }
        return list.list.compactMap(\.text)
    }

    private func zone() -> String {
        guard let name = field.text("timezone") else { return "UTC" }
        if TimeZone(identifier: name) == nil {
            let hint =
                Suggestion.closest(to: name, among: TimeZone.knownTimeZoneIdentifiers).map { "did you mean \"\($0)\"?" }
                ?? "write one such as \"Europe/Amsterdam\"."
            field.problem("timezone", "\"\(name)\" is not an IANA time zone; \(hint)")
        }
        return name
    }

    private func time(_ name: String, in zone: String) -> Timestamp? {
        guard let text = field.text(name) else { return nil }
        do {
            return try Timestamp(parsing: text, zone: TimeZone(identifier: zone))
        } catch {
            field.problem(name, "\(error)")
            return nil
        }
    }

    private func readExclusions(into schedule: inout ScheduleDeclaration) {
        for text in field.table["exclude"] == .nil
            ? [] : list("exclude", as: "days such as \"12-25\", or a list of them") ?? []
        {
            if text.hasPrefix("{"), text.hasSuffix("}") {
                let setting = String(text.dropFirst().dropLast())
                if settings?[setting].table?["__setting"].text == SettingDeclaration.Kind.dates.rawValue {
                    schedule.excludeSettings.append(setting)
                } else {
                    field.problem(
                        "exclude",
                        "\(text) names no setting of days; declare \(setting) = usher.setting.dates { … }."
                    )
                }
                continue
            }
            do {
                schedule.exclude.append(try CalendarDays(parsing: text))
            } catch {
                field.problem("exclude", "\(error)")
            }
        }
    }

    // MARK: What then

    private func pauseAfter() -> Int? {
        guard let number = field.number("pause_after") else { return nil }
        guard let count = Int(exactly: number), count >= 1 else {
            field.problem("pause_after", "takes a whole number of slots, at least 1; leave it out for never.")
            return nil
        }
        return count
    }

    private func each() -> ScheduleDeclaration.Each? {
        switch field.table["each"] {
        case .nil: return nil
        case .function: return .computed
        default:
            guard let terms = field.child("each"), terms.isPlain() else { return nil }
            do {
                return .filter(try TicketFilter(terms.table.members, zone: TimeZone(identifier: "UTC")))
            } catch {
                terms.problem(error.key, "\(error)")
                return nil
            }
        }
    }
}
