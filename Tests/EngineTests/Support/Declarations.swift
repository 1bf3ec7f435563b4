import TicketModel

@testable import PluginHost

extension TriggerDeclaration {
    static func on(
        _ kind: ChangeKind,
        hasLuaCondition: Bool = false,
        _ change: (inout TriggerCondition) -> Void = { _ in }
    ) -> TriggerDeclaration {
        var condition = TriggerCondition()
        change(&condition)
        return TriggerDeclaration(
            on: kind,
            condition: condition,
            hasLuaCondition: hasLuaCondition,
            once: nil,
            cascades: false,
            line: nil
        )
    }
}

extension ScheduleDeclaration {
    static func named(_ name: String, each: Each? = nil) -> ScheduleDeclaration {
        ScheduleDeclaration(
            name: name,
            timing: .every(.minutes(15)),
            timeZone: "UTC",
            overlap: .skip,
            catchUp: .last,
            jitter: nil,
            each: each,
            line: nil
        )
    }
}
