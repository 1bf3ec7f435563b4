package import TicketModel

/// Times at which an automation runs, and what becomes of those at which it cannot.
package struct ScheduleDeclaration: Sendable, Equatable {
    /// What a slot does while the one before it is not over.
    package enum Overlap: String, Sendable, CaseIterable {
        case skip
        case queueOne = "queue_one"
        case replace
        case allow
    }

    /// Which of the slots that nobody began in time are made up for.
    package enum CatchUp: String, Sendable, CaseIterable {
        case none, last, all
    }

    /// Which tickets get a run of their own.
    package enum Each: Sendable, Equatable {
        case filter(TicketFilter)
        /// A function of the settings.
        case computed
    }

    package var name: String
    package var timing: ScheduleTiming
    /// An IANA name.
    package var timeZone: String
    package var notBefore: Timestamp?
    package var notAfter: Timestamp?
    /// Days without a slot.
    package var exclude: [CalendarDays] = []
    /// Settings that hold more such days; a bound automation has them among ``exclude``.
    package var excludeSettings: [String] = []
    package var overlap: Overlap
    package var catchUp: CatchUp
    /// How late a slot may begin and still be on time.
    package var grace: TimeSpan = .minutes(1)
    /// How late a slot may be made up for.
    package var maxAge: TimeSpan = .hours(1)
    /// The most that a slot may begin after its time; each schedule has an own, fixed part of it.
    package var jitter: TimeSpan?
    /// After how many failed slots in a row it is paused; `nil` for never.
    package var pauseAfter: Int?
    package var each: Each?
    package var line: Int?

    /// When its slots are, before jitter.
    package var calendar: SlotCalendar {
        SlotCalendar(timing, timeZone: timeZone, notBefore: notBefore, notAfter: notAfter, exclude: exclude)
    }
}
