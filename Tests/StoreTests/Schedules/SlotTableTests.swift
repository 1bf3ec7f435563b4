import Store
import Testing
import TicketModel

struct SlotTableTests {
    private func slot(_ minute: Int64, _ state: SlotState = .planned, decided: Timestamp? = nil) -> NewSlot {
        let time = storeTime + .minutes(minute)
        return NewSlot(
            schedule: 1,
            generation: 1,
            mode: "live",
            plannedAt: time,
            dueAt: time,
            state: state,
            decidedAt: decided
        )
    }

    @Test(arguments: StoreDriver.available)
    func `a schedule has one slot at a time of its calendar, until that is voided`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let slot = slot(1)
            let counts = try await database.write { transaction in
                let first = try SlotTable.insert([slot, slot], in: transaction)
                let second = try SlotTable.insert(slot, in: transaction)
                try SlotTable.void(schedules: [1], why: "changed", now: storeTime, in: transaction)
                let third = try SlotTable.insert([slot], in: transaction)
                return [first, second == nil ? 0 : 1, third]
            }
            #expect(counts == [1, 0, 1])
            let due = try await database.write { try SlotTable.due(now: storeTime + .minutes(1), limit: 10, in: $0) }
            #expect(due.map(\.state) == [.planned])
            let early = try await database.write { try SlotTable.due(now: storeTime, limit: 10, in: $0) }
            #expect(early.isEmpty)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a declaration is a new generation only where something is different`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let declarations = [("a", "live"), ("a", "live"), ("b", "live"), ("b", "shadow")]
            let generations = try await database.write { transaction in
                var generations: [Int64] = []
                for (definition, mode) in declarations {
                    let record = try ScheduleTable.declare(
                        automation: "sweeper",
                        name: "sweep",
                        definition: definition,
                        mode: mode,
                        now: storeTime,
                        in: transaction
                    )
                    generations.append(record.generation)
                }
                return generations
            }
            #expect(generations == [1, 1, 2, 3])
            let retired = try await database.write { transaction in
                try ScheduleTable.retire([1], now: storeTime, in: transaction)
                return try ScheduleTable.all(in: transaction).map { [$0.generation, $0.isActive ? 1 : 0] }
            }
            #expect(retired == [[4, 0]])
            #expect(try await database.read { try ScheduleTable.active(in: $0) }.isEmpty)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `old slots go when their runs have gone`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let slots = [slot(1, .missed, decided: storeTime), slot(2, .started, decided: storeTime), slot(3)]
            let left = try await database.write { transaction in
                let ids = try slots.compactMap { try SlotTable.insert($0, in: transaction) }
                var run = NewRun.sample("a", on: nil)
                run.slot = ids[1]
                try RunTable.insert([run], in: transaction)
                let removed = try SlotTable.prune(before: storeTime + .seconds(1), limit: 10, in: transaction)
                return (removed, try SlotTable.history(of: 1, limit: 10, in: transaction).map(\.state))
            }
            #expect(left.0 == 1)
            #expect(left.1 == [.planned, .started])
        }
    }
}
