import Store
import Testing

/// Wakes and closing, on every driver.
struct WakeTests {
    @Test(arguments: StoreDriver.available)
    func `a commit wakes its channel, a rollback does not`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            var wakes = await database.wakes(on: "runs").makeAsyncIterator()
            var others = await database.wakes(on: "outbox").makeAsyncIterator()
            _ = try? await database.write { transaction in
                transaction.wake("outbox")
                throw Refusal()
            }
            try await database.write { transaction in
                try transaction.execute("INSERT INTO item (name) VALUES ('a')")
                transaction.wake("runs")
            }
            await wakes.next()
            let names = try await database.names()
            #expect(names == ["a"])
            await database.close()
            // Nothing was waiting there, so the first thing it hears of is the end.
            let end: Void? = await others.next()
            #expect(end == nil)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `wakes that nobody took are one`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            var wakes = await database.wakes(on: "runs").makeAsyncIterator()
            for _ in 0..<5 { try await database.write { $0.wake("runs") } }
            await wakes.next()
            await database.close()
            let end: Void? = await wakes.next()
            #expect(end == nil)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `what another program commits wakes`(driver: StoreDriver) async throws {
        try await driver.withTwoDatabases { database, other in
            try await database.makeItems()
            var wakes = await database.wakes(on: "runs").makeAsyncIterator()
            for count in 1...20 {
                async let writing: Void = other.write { transaction in
                    try transaction.execute("INSERT INTO item (name) VALUES ($1)", [.text("\(count)")])
                    transaction.wake("runs")
                }
                // It may wake without need; that it does not hear at all would hold this up for good.
                while try await database.names().count < count { await wakes.next() }
                try await writing
            }
        }
    }

    @Test(arguments: StoreDriver.available)
    func `closing lets what runs end and refuses what comes`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            let begun = Turn()
            let mayEnd = Turn()
            async let writing: Void = database.write { transaction in
                begun.done()
                mayEnd.wait()
                try transaction.execute("INSERT INTO item (name) VALUES ('a')")
            }
            await begun.reached()
            async let closing: Void = database.close()
            mayEnd.done()
            try await writing
            await closing
            let write = try await failure { try await database.insert("b") }
            #expect(write.kind == .closed)
            #expect(write.message == "The database \(database.location) is closed; open it again")
            let read = try await failure { _ = try await database.names() }
            #expect(read.kind == .closed)
            let late: Void? = await database.wakes(on: "runs").first { true }
            #expect(late == nil)
            await database.close()
        }
    }
}
