import Engine
import Foundation
import Store
import TicketModel

/// Drives schedules by the wall clock, as a daemon does, and measures how late their runs become available.
///
/// It uses nothing but what the engine offers to everybody.
struct ScheduleLoad: Sendable {
    /// What a stretch of time came to.
    struct Figures: Sendable {
        /// For each slot, how long after it was due its run was committed; in order of length.
        var lateness: [TimeSpan] = []
        /// How often slots were looked at.
        var advances = 0

        /// The lateness that so many of a hundred stay below.
        func percentile(_ percent: Int) -> TimeSpan {
            lateness.isEmpty ? .zero : lateness[min(lateness.count - 1, lateness.count * percent / 100)]
        }
    }

    let service: ScheduleService
    let database: any SQLDatabase

    /// Advances at each time the service asks for, until so many slots have become runs or the end has come.
    func run(until end: Timestamp, slots wanted: Int = .max) async throws -> Figures {
        var figures = Figures()
        var committed: [Timestamp: Timestamp] = [:]
        var started = 0
        while Self.now() < end, started < wanted {
            let moment = Self.now()
            let report = try await service.advance(to: moment)
            committed[moment] = Self.now()
            started += report.started
            figures.advances += 1
            let pause = min(report.nextDue ?? end, end) - Self.now()
            if pause > .zero, started < wanted { try await Task.sleep(for: pause.duration) }
        }
        let rows = try await database.read { reader in
            try reader.query("SELECT due_at, decided_at FROM slot WHERE state = 'started'").map { row in
                let (due, decided): (Timestamp, Timestamp) = (try row["due_at"], try row["decided_at"])
                return (due, decided)
            }
        }
        figures.lateness = rows.compactMap { due, decided in committed[decided].map { $0 - due } }.sorted()
        return figures
    }

    static func now() -> Timestamp {
        Timestamp(seconds: Date.now.timeIntervalSince1970) ?? Timestamp(microseconds: 0)
    }
}
