/// A cron expression: five fields, six with seconds first, or a name such as `@daily`.
///
/// Fields take numbers, names (`mon`, `jan`), ranges, steps and lists; the day of the month also `L` (the last day), the
/// day of the week `5L` (the last Friday) and `1#2` (the second Monday). Sunday is 0 and 7.
package struct CronExpression: Sendable, Hashable {
    /// As it was written.
    package let text: String
    /// Which seconds, minutes, hours, days, months and weekdays, in this order.
    package let fields: [CronField]

    static let names = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]

    /// - Throws: `CronProblem` with the field and what to write instead.
    package init(parsing text: String) throws(CronProblem) {
        self.text = text
        let trimmed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if trimmed.hasPrefix("@"), Self.names[trimmed.lowercased()] == nil {
            throw CronProblem(
                "\"\(text)\" is not a name that cron knows; the names are \(Self.names.keys.sorted().joined(separator: ", "))"
            )
        }
        let parts = (Self.names[trimmed.lowercased()] ?? trimmed).split(separator: " ").map(String.init)
        guard parts.count == 5 || parts.count == 6 else {
            throw CronProblem(
                "\"\(text)\" has \(parts.count) fields, and cron has five (minute hour day month weekday) or six (seconds first); write one such as \"*/15 8-18 * * mon-fri\""
            )
        }
        var fields: [CronField] = []
        for (part, unit) in zip(parts.count == 5 ? ["0"] + parts : parts, CronUnit.allCases) {
            fields.append(try CronField(part, unit))
        }
        self.fields = fields
        try Self.refuseImpossibleDate(text, day: fields[3], month: fields[4], weekday: fields[5])
    }

    /// 30 February never comes.
    private static func refuseImpossibleDate(
        _ text: String,
        day: CronField,
        month: CronField,
        weekday: CronField
    ) throws(CronProblem) {
        guard weekday.isStarred, !day.lastDay, let first = day.numbers.min() else { return }
        let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard !month.numbers.contains(where: { lengths[$0 - 1] >= first }) else { return }
        throw CronProblem(
            "\"\(text)\" names a day that none of its months has, so it would never run; correct the day or the month"
        )
    }
}
