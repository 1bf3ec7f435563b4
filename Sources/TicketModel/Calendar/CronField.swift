/// One field of a cron expression.
package struct CronField: Sendable, Hashable {
    /// The numbers that match; Sunday is 0.
    package private(set) var numbers: Set<Int> = []
    /// Begins with a star: every value, or every n-th.
    package private(set) var isStarred = false
    /// A plain star.
    package private(set) var isAny = false
    /// The last day of the month.
    package private(set) var lastDay = false
    /// Weekdays of which only the last in the month counts.
    package private(set) var lastWeekdays: Set<Int> = []
    /// Weekdays of which only the n-th in the month counts.
    package private(set) var nthWeekdays: [Int: Set<Int>] = [:]

    init(_ text: String, _ unit: CronUnit) throws(CronProblem) {
        isStarred = text.hasPrefix("*") || text.hasPrefix("?")
        isAny = text == "*" || text == "?"
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            try add(part.lowercased(), unit, of: text)
        }
    }

    /// A plain star.
    init(everyOf unit: CronUnit) {
        isStarred = true
        isAny = true
        numbers = Set(unit.bounds)
    }

    private mutating func add(_ part: String, _ unit: CronUnit, of text: String) throws(CronProblem) {
        if unit == .day, part == "l" {
            lastDay = true
        } else if unit == .weekday, part.count > 1, part.hasSuffix("l"),
            let day = Self.number(String(part.dropLast()), unit)
        {
            lastWeekdays.insert(day % 7)
        } else if unit == .weekday, let hash = part.firstIndex(of: "#") {
            guard let day = Self.number(String(part[..<hash]), unit), let nth = Int(part[part.index(after: hash)...]),
                (1...5).contains(nth)
            else { throw Self.problem(part, unit, "write a weekday and a number from 1 to 5, as in mon#2") }
            nthWeekdays[day % 7, default: []].insert(nth)
        } else {
            numbers.formUnion(try Self.range(part, unit))
        }
    }

    private static func range(_ part: String, _ unit: CronUnit) throws(CronProblem) -> [Int] {
        let halves = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let spanText = halves.first else { throw problem(part, unit, allowed(unit)) }
        var step = 1
        if halves.count == 2 {
            guard let given = Int(halves[1]), given > 0, given <= unit.bounds.upperBound else {
                throw problem(part, unit, "a step is a number from 1 to \(unit.bounds.upperBound), as in */5")
            }
            step = given
        }
        let span = try bounds(spanText, unit, hasStep: halves.count == 2, part: part)
        return stride(from: span.lowerBound, through: span.upperBound, by: step).map { unit == .weekday ? $0 % 7 : $0 }
    }

    private static func bounds(
        _ text: String,
        _ unit: CronUnit,
        hasStep: Bool,
        part: String
    ) throws(CronProblem) -> ClosedRange<Int> {
        if text == "*" || text == "?" { return unit == .weekday ? 0...6 : unit.bounds }
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let low = ends.first.flatMap({ number($0, unit) }) else { throw problem(part, unit, allowed(unit)) }
        guard ends.count == 2 else { return low...(hasStep ? unit.bounds.upperBound : low) }
        guard let high = number(ends[1], unit) else { throw problem(part, unit, allowed(unit)) }
        if low <= high { return low...high }
        guard unit == .weekday, high == 0 else {
            throw problem(part, unit, "a range runs from low to high; write \(ends[1])-\(ends[0]), or two ranges")
        }
        return low...7
    }

    private static func number(_ text: String, _ unit: CronUnit) -> Int? {
        if let index = unit.names.firstIndex(of: text) { return unit == .month ? index + 1 : index }
        guard !text.isEmpty, text.allSatisfy(\.isNumber), let number = Int(text) else { return nil }
        return unit.bounds.contains(number) ? number : nil
    }

    private static func allowed(_ unit: CronUnit) -> String {
        let names = unit.names.isEmpty ? "" : " or a name such as \(unit.names[1])"
        return
            "\(unit == .hour ? "an" : "a") \(unit.rawValue) is a number from \(unit.bounds.lowerBound) to \(unit.bounds.upperBound)\(names)"
    }

    private static func problem(_ part: String, _ unit: CronUnit, _ remedy: String) -> CronProblem {
        CronProblem("\"\(part)\" does not fit the field for the \(unit.rawValue): \(remedy)")
    }
}
