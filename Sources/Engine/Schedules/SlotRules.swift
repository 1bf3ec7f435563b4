import PluginHost
import TicketModel

/// What decides about a schedule's slots: its calendar, and what becomes of those that cannot begin in time.
struct SlotRules: Sendable, Equatable {
    let calendar: SlotCalendar
    let overlap: ScheduleDeclaration.Overlap
    let catchUp: ScheduleDeclaration.CatchUp
    let grace: TimeSpan
    let maxAge: TimeSpan
    /// The schedule's own part of its jitter: the same for all slots, on all nodes, for ever.
    let delay: TimeSpan
    /// Equal where nothing is different that slots depend on.
    let definition: String

    /// The rules of a schedule; the key (`automation/name`) decides about its part of the jitter.
    init(_ schedule: ScheduleDeclaration, key: String) {
        calendar = schedule.calendar
        overlap = schedule.overlap
        catchUp = schedule.catchUp
        grace = schedule.grace
        maxAge = schedule.maxAge
        delay = Self.delay(of: key, within: schedule.jitter ?? .zero)
        definition = Self.definition(of: schedule)
    }

    /// When a slot may begin.
    func due(_ planned: Timestamp) -> Timestamp { planned + delay }

    /// Whole milliseconds, spread evenly by the key's hash (FNV-1a).
    static func delay(of key: String, within jitter: TimeSpan) -> TimeSpan {
        let most = UInt64(max(0, jitter.microseconds / 1000))
        let hash = key.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        return .milliseconds(Int64((hash ^ hash >> 32) % (most + 1)))
    }

    private static func definition(of schedule: ScheduleDeclaration) -> String {
        var members: [String: JSONValue] = [
            "timing": .string(schedule.timing.description), "zone": .string(schedule.timeZone),
            "overlap": .string(schedule.overlap.rawValue), "catch_up": .string(schedule.catchUp.rawValue),
            "grace": schedule.grace.json, "max_age": schedule.maxAge.json,
        ]
        members["not_before"] = schedule.notBefore?.json
        members["not_after"] = schedule.notAfter?.json
        members["jitter"] = schedule.jitter?.json
        if !schedule.exclude.isEmpty { members["exclude"] = .array(schedule.exclude.map { .string($0.text) }) }
        return JSONValue.object(members).text()
    }
}
