import Engine
import Testing
import TicketModel

@testable import PluginHost

extension RealProviderTests {
    /// Reading one ticket, its messages and its files.
    @Suite struct ReadingTests {
        @Test(arguments: RealServer.allCases)
        func `a ticket is told as the server has it`(server: RealServer) async throws {
            let seeded = try await Seeds.shared.tickets(of: server)
            try await RealBench.run(server) { bench in
                let raw = try await bench.raw.read(seeded[1])
                let ticket = try await bench.get(seeded[1])
                #expect(ticket.subject == .value("Rechnung für Köln"))
                #expect(ticket.status == .open && ticket.statusRaw == .value(raw.status))
                #expect(ticket.priorityRaw == .value(raw.priority))
                #expect(ticket.tags == .value(["billing"]))
                #expect(ticket.requester.value?.name == server.requester)
                #expect(ticket.assignee.value?.name == server.agent)
                #expect(ticket.group == .value("Support"))
                #expect(ticket.closedAt == .null && ticket.dueAt == .null)
                #expect(!ticket.deleted)
                let created = try #require(ticket.createdAt.value)
                let updated = try #require(ticket.updatedAt.value)
                #expect(RealBench.now() - created < .seconds(86_400) && created <= updated)
                #expect(ticket.url.value?.hasPrefix("http://127.0.0.1:") == true)
            }
        }

        @Test(arguments: RealServer.allCases)
        func `custom fields are told, and one that is empty is null`(server: RealServer) async throws {
            let seeded = try await Seeds.shared.tickets(of: server)
            try await RealBench.run(server) { bench in
                let (set, unset) = (try await bench.get(seeded[3]), try await bench.get(seeded[1]))
                #expect(set.fields == .value(["Severity": "low"]))
                #expect(unset.fields == .value(["Severity": .null]))
            }
        }

        @Test(arguments: RealServer.allCases)
        func `a listed ticket is the same as the one read alone`(server: RealServer) async throws {
            let seeded = try await Seeds.shared.tickets(of: server)
            try await RealBench.run(server) { bench in
                for listed in await bench.list().tickets where seeded.contains(listed.id.id) {
                    let alone = try await bench.get(listed.id.id)
                    #expect(listed.subject == alone.subject && listed.status == alone.status)
                    #expect(listed.priority == alone.priority && listed.priorityRaw == alone.priorityRaw)
                    #expect(listed.tags == alone.tags && listed.fields == alone.fields)
                    #expect(listed.requester == alone.requester && listed.assignee == alone.assignee)
                    #expect(listed.createdAt == alone.createdAt && listed.updatedAt == alone.updatedAt)
                }
            }
        }

        @Test(arguments: RealServer.allCases)
        func `messages have their authors and their visibility, oldest first`(server: RealServer) async throws {
            let seeded = try await Seeds.shared.tickets(of: server)
            try await RealBench.run(server) { bench in
                let messages = try await bench.messages(seeded[2])
                let raw = try await bench.raw.read(seeded[2]).messages
                #expect(messages.map(\.plainBody) == raw.map(\.text))
                #expect(messages.map(\.id) == raw.map(\.id))
                #expect(messages.map(\.author.kind) == [.requester, .requester, .agent, .agent])
                #expect(messages.map(\.visibility) == [.public, .public, .internal, .public])
                #expect(messages.first?.plainBody.hasSuffix("& <friends>.\nSince noon. 票") == true)
                #expect(messages.last?.plainBody == "We are.\nGrüße & <3")
                #expect(messages[0].author.name == server.requester && messages[3].author.name == server.agent)
                #expect(messages.allSatisfy { $0.createdAt.value != nil })
            }
        }

        @Test(arguments: RealServer.allCases)
        func `a ticket that is not there is not found`(server: RealServer) async throws {
            try await RealBench.run(server) { bench in
                for id in ["99999999", "no/such?id"] {
                    let failure = await bench.failure { _ = try await bench.get(id) }
                    #expect(failure?.kind == .notFound, "\(failure?.message ?? "it was found")")
                    let messages = await bench.failure {
                        _ = try await bench.connector.messages(
                            of: Ticket(id: bench.ticketID(id), provider: server.rawValue)
                        )
                    }
                    #expect(messages?.kind == .notFound, "\(messages?.message ?? "it was found")")
                }
            }
        }

        @Test(arguments: RealServer.allCases)
        func `bad credentials are refused, whatever is asked`(server: RealServer) async throws {
            let seeded = try await Seeds.shared.tickets(of: server)
            let tokens = ["0123456789abcdef0123456789abcdef01234567", "1-27-0123456789abcdef0123456789abcdef"]
            for token in tokens {
                try await RealBench.run(server, settings: ["token": .string(token)]) { bench in
                    #expect(await bench.list().failures.map(\.kind) == [.auth])
                    for action in [Effect.Action.reply("x"), .setStatus(.normalised(.open)), .addTags(["vip"])] {
                        var ticket = Ticket(id: bench.ticketID(seeded[0]), provider: server.rawValue)
                        ticket.tags = .value([])
                        let failure = await bench.failure {
                            try await bench.write(action, on: seeded[0], knowing: ticket)
                        }
                        #expect(failure?.kind == .auth, "\(failure?.message ?? "it was written")")
                    }
                    #expect(await bench.failure { _ = try await bench.get(seeded[0]) }?.kind == .auth)
                    #expect(await bench.failure { try await bench.connector.check() }?.kind == .auth)
                }
            }
        }

        @Test(arguments: RealServer.allCases)
        func `good credentials are proven`(server: RealServer) async throws {
            try await RealBench.run(server) { bench in
                try await bench.connector.check()
                let all = Set(TicketOperation.allCases)
                #expect(bench.connector.capabilities.operations == all)
            }
        }
    }
}
