package import TicketModel

/// What an automation declares: what it may do, and what makes it run.
package struct AutomationManifest: Sendable, Equatable {
    /// The kinds of effect it may ask for; anything else is refused.
    package var needs: Set<Effect.Kind>
    package var triggers: [TriggerDeclaration]
    package var schedules: [ScheduleDeclaration]
    /// The handlers that `ctx:later` may name.
    package var later: [String]

    package init(
        needs: Set<Effect.Kind> = [],
        triggers: [TriggerDeclaration] = [],
        schedules: [ScheduleDeclaration] = [],
        later: [String] = []
    ) {
        self.needs = needs
        self.triggers = triggers
        self.schedules = schedules
        self.later = later
    }
}

/// A change and a condition that make an automation run.
package struct TriggerDeclaration: Sendable, Equatable {
    /// How often a trigger may act.
    package enum Once: Sendable, Equatable {
        case perTicket
        case perRequester
        case window(TimeSpan)
    }

    package var on: ChangeKind
    package var condition: TriggerCondition
    /// Whether a Lua function decides the rest.
    package var hasLuaCondition: Bool
    package var once: Once?
    /// Whether it reacts to what other automations did.
    package var cascades: Bool
    /// The line of the declaration, where known.
    package var line: Int?
}

/// A time at which an automation runs.
package struct ScheduleDeclaration: Sendable, Equatable {
    package enum Timing: Sendable, Equatable {
        case cron(CronExpression)
        case every(TimeSpan)
    }

    package enum Overlap: String, Sendable, CaseIterable {
        case skip
        case queueOne = "queue_one"
        case replace
        case allow
    }

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
    package var timing: Timing
    /// An IANA name.
    package var timeZone: String
    package var overlap: Overlap
    package var catchUp: CatchUp
    package var jitter: TimeSpan?
    package var each: Each?
    package var line: Int?
}
