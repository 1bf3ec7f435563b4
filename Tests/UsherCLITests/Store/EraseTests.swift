import SQLiteDriver
import Simulator
import Store
import Testing
import TicketModel

/// `usher store erase` over the real binary.
struct EraseTests {
    private static let automations = """
        automations:
          greeter: { mode: live, connections: [klinkcx] }
        """

    private static let greeter = """
        local usher = require "usher"
        return usher.automation {
          name = "greeter", version = "1.0.0", summary = "Greets",
          needs = { effects = { "reply" } },
          triggers = { { on = "ticket.created", run = function(ctx, event) event.ticket:reply("Welcome.") end } },
        }
        """

    private func tickets(_ desk: Desk) async throws -> [JSONValue] {
        let list = try await desk.usher.run("tickets", "list", "--connection", "klinkcx", "--json").json()
        return list["tickets"]?.arrayValue ?? []
    }

    @Test func `a requester's tickets go, and the next sync makes no news of them`() async throws {
        try await Desk.open(more: Self.automations) { desk in
            try desk.folder.write("plugins/automations/greeter.lua", Self.greeter)
            _ = try await desk.usher.run("sync")
            let all = try await tickets(desk)
            let requester = try #require(all.compactMap(\.requesterWord).first)
            let theirs = all.count { $0.requesterWord == requester }
            let unasked = try await desk.usher.run("store", "erase", "--requester", requester)
            #expect(unasked.status == 2)
            #expect(unasked.errors.contains("Nobody can be asked here; say --yes to erase this."), "\(unasked.errors)")
            let erased = try await desk.usher.run(
                "store",
                "erase",
                "--requester",
                requester,
                "--connection",
                "klinkcx",
                "--yes",
                "--json"
            )
            #expect(erased.status == 0, "\(erased.errors)")
            #expect(try erased.json()["erased"]?["tickets"]?.integerValue == Int64(theirs))
            let left = try await tickets(desk)
            #expect(left.count == all.count - theirs)
            let sync = try await desk.usher.run("sync", "--json").json()
            #expect(sync["runs"]?["ended"] == 0)
            let runs = try await desk.usher.run("runs", "list", "--json").json()
            #expect(runs["runs"] == [])
            let check = try await desk.usher.run("store", "check")
            #expect(check.status == 0, "\(check.output)")
        }
    }

    @Test func `nobody is erased by mistake`() async throws {
        try await Desk.open { desk in
            _ = try await desk.usher.run("sync")
            let cases: [([String], Int32, String)] = [
                (["--requester", "*"], 2, "--requester needs an id, an email or a name; \"*\" would be everybody."),
                (["--requester", "nobody@nowhere"], 4, "The store holds nothing of a requester \"nobody@nowhere\"; "),
                (["--requester", "a", "--connection", "x"], 2, "There is no connection \"x\" in usher.yaml."),
            ]
            for (arguments, status, sentence) in cases {
                let outcome = try await desk.usher.run(["store", "erase"] + arguments + ["--yes"])
                #expect(outcome.status == status, "\(arguments)")
                #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
            }
        }
    }
}

extension JSONValue {
    fileprivate var requesterWord: String? {
        self["requester"].flatMap { $0["id"] ?? $0["email"] ?? $0["name"] }?.stringValue
    }
}
