import Testing
import TicketModel

@testable import PluginHost

extension RealProviderTests {
    /// Statuses, priorities, assignees and tags; each is read back from the server by `curl`.
    @Suite struct ChangingTests {
        @Test(arguments: RealServer.allCases)
        func `every status that can be set is set`(server: RealServer) async throws {
            try await RealBench.run(server) { bench in
                let id = try await bench.raw.create(subject: "Through all statuses", text: "Please")
                let targets = bench.connector.capabilities.statusTargets
                #expect(targets.count >= 4)
                for (status, word) in targets.sorted(by: { $0.key.rawValue > $1.key.rawValue }) {
                    let outcome = try await bench.write(.setStatus(.normalised(status)), on: id)
                    #expect(try await bench.raw.read(id).status == word)
                    #expect(outcome.ticket?.status == status && outcome.warning == nil)
                    #expect(try await bench.get(id).status == status)
                }
            }
        }

        @Test(arguments: RealServer.allCases)
        func `a ticket that is ended tells when, and one opened again does not`(server: RealServer) async throws {
            try await RealBench.run(server) { bench in
                let id = try await bench.raw.create(subject: "End me", text: "Please")
                try await bench.write(.setStatus(.normalised(server.ended)), on: id)
                let closedAt = try #require(try await bench.get(id).closedAt.value)
                #expect(RealBench.now() - closedAt < .seconds(60))
                try await bench.write(.setStatus(.normalised(.open)), on: id)
                let opened = try await bench.get(id)
                #expect(opened.status == .open && opened.closedAt == .null)
            }
        }

        @Test(arguments: RealServer.allCases)
        func `an unknown status is refused, and changes nothing`(server: RealServer) async throws {
            try await RealBench.run(server) { bench in
                let id = try await bench.raw.create(subject: "Stay as you are", text: "Please")
                let failure = await bench.failure { try await bench.write(.setStatus(.raw("sparkling")), on: id) }
                #expect(failure?.kind == .invalid, "\(failure?.message ?? "it was taken")")
                #expect(try await bench.raw.read(id).status == server.raw(.new))
                let lacking = await bench.failure { try await bench.write(.setStatus(.normalised(.onHold)), on: id) }
                #expect(lacking?.kind == .unsupported)
            }
        }

        @Test(arguments: RealServer.allCases)
        func `every priority that can be set is set`(server: RealServer) async throws {
            try await RealBench.run(server) { bench in
                let id = try await bench.raw.create(subject: "Through all priorities", text: "Please")
                let targets = bench.connector.capabilities.priorityTargets
                #expect(targets.count >= 3)
                for (priority, word) in targets {
                    try await bench.write(.setPriority(.normalised(priority)), on: id)
                    #expect(try await bench.raw.read(id).priority == word)
                    #expect(try await bench.get(id).priority == .value(priority))
                }
                let failure = await bench.failure { try await bench.write(.setPriority(.raw("sparkling")), on: id) }
                #expect(failure?.kind == .invalid, "\(failure?.message ?? "it was taken")")
            }
        }

        @Test(arguments: RealServer.allCases)
        func `a ticket is given to somebody, and to nobody`(server: RealServer) async throws {
            try await RealBench.run(server) { bench in
                let id = try await bench.raw.create(subject: "Take me", text: "Please")
                try await bench.write(.assign("bot"), on: id)
                let raw = try await bench.raw.read(id)
                #expect(raw.assignee == (server == .redmine ? "5" : "bot"))
                #expect(try await bench.get(id).assignee.value?.name == server.agent)

                let failure = await bench.failure { try await bench.write(.assign("nobody-known-here"), on: id) }
                #expect(failure?.kind == .invalid, "\(failure?.message ?? "it was taken")")
                #expect(try await bench.raw.read(id).assignee == raw.assignee)

                try await bench.write(.assign("none"), on: id)
                #expect(try await bench.raw.read(id).assignee == nil)
                #expect(try await bench.get(id).assignee == .null)
            }
        }

        @Test(arguments: RealServer.allCases)
        func `tags are added, taken away, and all taken away`(server: RealServer) async throws {
            try await RealBench.run(server) { bench in
                let id = try await bench.raw.create(subject: "Tag me", text: "Please")
                try await bench.write(.addTags(["vip", "fire"]), on: id, knowing: try await bench.get(id))
                #expect(try await bench.raw.read(id).tags.sorted() == ["fire", "vip"])
                try await bench.write(.addTags(["printer", "vip"]), on: id, knowing: try await bench.get(id))
                #expect(try await bench.raw.read(id).tags.sorted() == ["fire", "printer", "vip"])
                try await bench.write(.removeTags(["vip", "billing"]), on: id, knowing: try await bench.get(id))
                #expect(try await bench.raw.read(id).tags.sorted() == ["fire", "printer"])
                try await bench.write(.removeTags(["fire", "printer"]), on: id, knowing: try await bench.get(id))
                #expect(try await bench.raw.read(id).tags == [])
                #expect(try await bench.get(id).tags == .value([]))
            }
        }

        @Test(arguments: RealServer.allCases)
        func `a change leaves everything else as it was`(server: RealServer) async throws {
            try await RealBench.run(server) { bench in
                let id = try await bench.raw.create(subject: "Keep the rest", text: "Please")
                try await bench.raw.change(
                    id,
                    RawChange(priority: server.raw(.high), isAssigned: true, tags: ["vip"], severity: "low")
                )
                try await bench.write(.setStatus(.normalised(.pending)), on: id)
                let raw = try await bench.raw.read(id)
                #expect(raw.priority == server.raw(TicketPriority.high) && raw.assignee != nil)
                #expect(raw.tags == ["vip"] && raw.severity == "low" && raw.subject == "Keep the rest")
                #expect(raw.messages.count == 1)
            }
        }
    }
}
