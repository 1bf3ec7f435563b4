import Testing
import TicketModel

/// `usher schedules` with the real binary: no provider is asked.
struct SchedulesTests {
    private static let sweeper = """
        local usher = require "usher"
        return usher.automation {
          name = "sweeper", version = "1.0.0", summary = "Sweeps",
          needs = { effects = {} },
          schedules = {
            { name = "tick", every = "1s", overlap = "allow", run = function() end },
            { name = "nightly", at = "02:30", timezone = "Europe/Amsterdam", exclude = "12-25", run = function() end },
          },
        }
        """

    private func withFolder(_ mode: String = "shadow", _ body: (UsherProcess) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        try folder.write("usher.yaml", "automations:\n  sweeper: { mode: \(mode) }\n")
        try folder.write("plugins/automations/sweeper.lua", Self.sweeper)
        try await body(UsherProcess(folder: folder.path))
    }

    @Test func `schedules are listed before there is a store, and with their last slot after a sync`() async throws {
        try await withFolder { usher in
            let before = try await usher.run("schedules", "list", "--json")
            #expect(before.status == 0, "\(before.errors)")
            let listed = try before.json()["schedules"]
            #expect(listed?.texts("name") == ["sweeper/tick", "sweeper/nightly"])
            #expect(listed?.texts("timing") == ["every 1s", "at 02:30"])
            _ = try await usher.run("sync")
            var slots: [String] = []
            // Slots come every second; a sync takes less.
            for _ in 0..<40 where slots.isEmpty {
                _ = try await usher.run("sync")
                let after = try await usher.run("schedules", "list", "--json").json()["schedules"]?.arrayValue
                slots = (after?.first?["last"]?["state"]?.stringValue).map { [$0] } ?? []
            }
            #expect(slots == ["started"])
            let runs = try await usher.run("runs", "list", "--json").json()["runs"]
            #expect(runs?.texts("cause").first == "schedule")
            #expect(try await usher.run("schedules", "list").output.contains("sweeper/nightly"))
        }
    }

    @Test func `the slots about a change of clocks are shown with what becomes of them`() async throws {
        try await withFolder("off") { usher in
            let shown = try await usher.run("schedules", "next", "nightly", "--around-dst", "--json")
            #expect(shown.status == 0, "\(shown.errors)")
            let changes = try shown.json()["clock_changes"]?.arrayValue ?? []
            #expect(changes.count == 2)
            let effects = Set(changes.compactMap { $0["slots"]?[0]?["clocks"]?.stringValue })
            #expect(effects == ["after_gap", "first_of_two"])
            let next = try await usher.run("schedules", "next", "sweeper/nightly", "--count", "3")
            #expect(next.output.split(separator: "\n").count == 3)
            let unchanged = try await usher.run("schedules", "next", "tick", "--around-dst")
            #expect(unchanged.output == "Clocks are not changed in UTC within two years.\n")
        }
    }

    @Test func `a paused schedule says so, and goes on when it is resumed`() async throws {
        try await withFolder { usher in
            let paused = try await usher.run("schedules", "pause", "nightly", "--reason", "too loud", "--json")
            #expect(paused.status == 0, "\(paused.errors)")
            #expect(try paused.json()["paused"]?[0]?["name"] == "sweeper/nightly")
            let list = try await usher.run("schedules", "list")
            #expect(list.output.contains("paused: too loud"))
            let resumed = try await usher.run("schedules", "resume", "nightly")
            #expect(resumed.output == "Nothing is paused.\n")
        }
    }

    @Test func `slots of the past are run by the next sync, once`() async throws {
        try await withFolder { usher in
            let range = ["--from", "2026-03-28 00:00:00", "--to", "2026-03-30 12:00:00"]
            let made = try await usher.run(["schedules", "backfill", "nightly"] + range + ["--json"])
            #expect(made.status == 0, "\(made.errors)")
            #expect(try made.json()["slots"]?.texts("result") == ["started", "started", "started"])
            #expect(try made.json()["slots"]?.texts("slot")[1] == "2026-03-29T01:00:00Z")
            _ = try await usher.run("sync")
            let runs = try await usher.run("runs", "list", "--state", "done", "--json").json()["runs"]
            #expect(runs?.arrayValue?.count { $0["handler"] == "schedules.nightly" } == 3)
            let again = try await usher.run(["schedules", "backfill", "nightly"] + range + ["--json"])
            #expect(try again.json()["slots"]?.texts("result") == ["had_run", "had_run", "had_run"])
        }
    }

    @Test(arguments: [
        (
            ["next", "nigthly"], "There is no schedule \"nigthly\"; there are sweeper/tick and sweeper/nightly.",
            Int32(4)
        ),
        (["next", "sweeper"], "\"sweeper\" may be sweeper/tick and sweeper/nightly; name one of them.", 2),
        (["next", "tick", "--count", "0"], "--count is from 1 to 1000.", 2),
        (
            ["backfill", "tick", "--from", "yesterday", "--to", "2026-01-01"],
            "--from: \"yesterday\" is not a time: the year is 0001 to 9999; write it as in 2026-01-09T03:42:38Z.", 2
        ),
        (
            ["backfill", "nightly", "--from", "2026-01-01", "--to", "2026-01-02", "--mode", "live"],
            "sweeper is shadow, not live; nothing is run live for it. Write mode: live in usher.yaml, or --mode shadow.",
            2
        ),
    ])
    func `what cannot be is told`(_ arguments: [String], _ told: String, _ status: Int32) async throws {
        try await withFolder { usher in
            let outcome = try await usher.run(["schedules"] + arguments)
            #expect(outcome.errors == told + "\n")
            #expect(outcome.status == status)
        }
    }
}
