import Store
import TicketModel

let storeTime = Timestamp(microseconds: 1_772_442_000_000_000)

extension SQLDatabase {
    func migrated() async throws -> Self {
        try await Schema.migrator.migrate(self, now: storeTime)
        return self
    }
}

extension NewRun {
    static func sample(
        _ key: String,
        on ticket: String? = "1",
        automation: String = "auto-reply",
        lane: Lane = .changes,
        dueAt: Timestamp = storeTime
    ) -> NewRun {
        NewRun(
            key: key,
            automation: automation,
            version: "1.0.0",
            handler: "triggers[1]",
            mode: "live",
            cause: .change,
            change: 7,
            ticket: ticket.map { TicketID(connection: "portal", id: $0) },
            payload: ["kind": "ticket.created"],
            lane: lane,
            dueAt: dueAt,
            createdAt: storeTime
        )
    }
}

extension NewEffect {
    static func sample(
        _ key: String,
        run: Int64 = 1,
        position: Int = 0,
        on ticket: String? = "1",
        kind: Effect.Kind = .reply,
        lane: Lane = .changes,
        state: EffectState = .pending,
        automation: String = "auto-reply"
    ) -> NewEffect {
        NewEffect(
            key: key,
            run: run,
            position: position,
            automation: automation,
            handler: "triggers[1]",
            ticket: ticket.map { TicketID(connection: "portal", id: $0) },
            connection: "portal",
            kind: kind,
            class: kind == .reply || kind == .note ? .appending : .setting,
            ordinal: 0,
            action: ["reply": "Hello"],
            lane: lane,
            state: state,
            createdAt: storeTime
        )
    }
}
