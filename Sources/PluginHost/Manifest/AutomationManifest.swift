package import TicketModel

/// What an automation declares: what it may do, and what makes it run.
package struct AutomationManifest: Sendable, Equatable {
    /// The kinds of effect it may ask for; anything else is refused.
    package var needs: Set<Effect.Kind>
    package var triggers: [TriggerDeclaration]
    package var schedules: [ScheduleDeclaration]
    /// The handlers that `ctx:later` may name.
    package var later: [String]
    /// Whether it brings what `ctx.state` holds up to date when it becomes active.
    package var migrates: Bool

    package init(
        needs: Set<Effect.Kind> = [],
        triggers: [TriggerDeclaration] = [],
        schedules: [ScheduleDeclaration] = [],
        later: [String] = [],
        migrates: Bool = false
    ) {
        self.needs = needs
        self.triggers = triggers
        self.schedules = schedules
        self.later = later
        self.migrates = migrates
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
