import Foundation
import Simulator
import Testing

struct ListingTests {
    @Test(arguments: SimulatedProvider.allCases)
    func `the same seed gives the same account, another seed another`(provider: SimulatedProvider) async {
        func tickets(seed: UInt64) async -> [SimulatedTicket] {
            await ProviderSimulator(provider, options: .fixed(ticketCount: 200) { $0.seed = seed }).tickets()
        }
        let first = await tickets(seed: 1)
        #expect(first.count == 200)
        #expect(Set(first.map(\.id)).count == 200)
        #expect(await tickets(seed: 1) == first)
        #expect(await tickets(seed: 2) != first)
        #expect(first.map(\.createdAt) == first.map(\.createdAt).sorted())
    }

    @Test(arguments: SimulatedProvider.allCases)
    func `an account begins with stale, answered, automatic and foreign tickets`(provider: SimulatedProvider) async {
        let options = SimulatorOptions.fixed()
        let tickets = await ProviderSimulator(provider, options: options).tickets()
        #expect(tickets.count >= 10)
        #expect(tickets.contains { options.now().timeIntervalSince($0.createdAt) > 24 * 3600 })
        #expect(tickets.contains { options.now().timeIntervalSince($0.createdAt) < 24 * 3600 })
        #expect(Set(tickets.map(\.status)).count >= 2)
        #expect(tickets.contains { ticket in ticket.subject.unicodeScalars.contains { !$0.isASCII } })
        #expect(
            tickets.contains { ticket in
                ["afwezig", "out of office"].contains { "\(ticket.subject) \(ticket.body)".lowercased().contains($0) }
            }
        )
    }

    @Test(arguments: SimulatedProvider.allCases)
    func `rows come newest or oldest first`(provider: SimulatedProvider) async throws {
        for order in [SimulatorOptions.ListOrder.newestFirst, .oldestFirst] {
            try await withSimulator(provider, options: .fixed { $0.order = order }) { simulator, wire in
                let listed = try await wire.send(.GET, provider.listPath).json[provider.rowsKey]?.ids ?? []
                let kept = await simulator.tickets().map(\.id)
                let wanted = order == .oldestFirst ? kept : kept.reversed()
                #expect(listed == Array(wanted.prefix(listed.count)))
                #expect(listed.count >= 10)
            }
        }
    }

    @Test func `an unstable list holds the same rows in another order`() async throws {
        let options = SimulatorOptions.fixed(ticketCount: 30) { $0.order = .unstable }
        try await withSimulator(.ippanel, options: options) { _, wire in
            let first = try await wire.send(.GET, "/api/ticket?per_page=30").json["data"]?.ids ?? []
            let second = try await wire.send(.GET, "/api/ticket?per_page=30").json["data"]?.ids ?? []
            #expect(first != second)
            #expect(first.sorted() == second.sorted())
        }
    }

    @Test(arguments: [SimulatedProvider.mijnklantportaal, .klinkcx, .ippanel])
    func `rows inserted between pages shift the later ones`(provider: SimulatedProvider) async throws {
        let options = SimulatorOptions.fixed(ticketCount: 40) { $0.insertsBetweenPages = true }
        try await withSimulator(provider, options: options) { simulator, wire in
            let first = try await wire.send(.GET, "\(provider.listPath)?page=1").json["data"]?.ids ?? []
            let second = try await wire.send(.GET, "\(provider.listPath)?page=2").json["data"]?.ids ?? []
            #expect(second.first == first.last)
            let inserted = await simulator.books().insertedIDs
            #expect(inserted.count == 1)
            #expect(await simulator.tickets().last?.id == inserted.first)
        }
    }

    @Test func `a thousand tickets at each provider are paged through quickly`() async throws {
        let options = SimulatorOptions.fixed(ticketCount: 1_000) { $0.rateLimit = .off }
        try await withSimulator(.klinkcx, options: options) { _, wire in
            var ids: Set<String> = []
            for page in 1...100 {
                ids.formUnion(try await wire.send(.GET, "/api/v1/tickets?page=\(page)").json["data"]?.ids ?? [])
            }
            #expect(ids.count == 1_000)
        }
    }

    @Test func `a rate limit can be put on any provider`() async throws {
        let options = SimulatorOptions.fixed { $0.rateLimit = .requests(2, per: .seconds(10)) }
        try await withSimulator(.usercom, options: options) { _, wire in
            #expect(try await wire.send(.GET, "/tickets/").status == 200)
            #expect(try await wire.send(.GET, "/tickets/").status == 200)
            let limited = try await wire.send(.GET, "/tickets/")
            #expect(limited.status == 429)
            #expect(limited.headers["Retry-After"] == ["10"])
            #expect(limited.json == ["detail": "Request was throttled."])
        }
    }
}
