import Engine
import OutboundHTTP
import Simulator
import Testing
import TicketModel

@testable import PluginHost

/// What every provider plugin must do when it reads, over the simulated vendors.
struct ReadingTests {
    @Test(arguments: SimulatedProvider.allCases)
    func `every page is read, each ticket once, and nothing forbidden is done`(provider: SimulatedProvider) async throws
    {
        var options = SimulatorOptions(ticketCount: 230)
        options.rateLimit = .requests(100_000, per: .seconds(60))
        try await ProviderBench.run(provider, options: options) { bench in
            let listing = await bench.list()
            #expect(listing.failures.isEmpty)
            #expect(listing.tickets.map(\.id.id).sorted() == (await bench.simulator.tickets()).map(\.id).sorted())
            #expect(await bench.violations.isEmpty)
        }
    }

    @Test(arguments: SimulatedProvider.allCases, SimulatorOptions.ListOrder.allCases)
    func `rows that are inserted between the pages lose and repeat nothing`(
        provider: SimulatedProvider,
        order: SimulatorOptions.ListOrder
    ) async throws {
        var options = SimulatorOptions(ticketCount: 150)
        options.rateLimit = .requests(100_000, per: .seconds(60))
        options.insertsBetweenPages = true
        options.largestPage = 20
        options.order = order
        try await ProviderBench.run(provider, options: options) { bench in
            let before = Set((await bench.simulator.tickets()).map(\.id))
            let listing = await bench.list()
            let listed = listing.tickets.map(\.id.id)
            #expect(listing.failures.isEmpty)
            #expect(Set(listed).count == listed.count)
            #expect(before.subtracting(listed).isEmpty)
        }
    }

    @Test(arguments: SimulatedProvider.allCases)
    func `a status filter gives the same whether the provider or the host applies it`(provider: SimulatedProvider)
        async throws
    {
        var options = SimulatorOptions(ticketCount: 60)
        options.rateLimit = .requests(100_000, per: .seconds(60))
        try await ProviderBench.run(provider, options: options) { bench in
            let all = await bench.list().tickets
            for status in Set(all.map(\.status)) {
                var filter = TicketFilter()
                filter.statuses = [.normalised(status)]
                let filtered = await bench.list(filter)
                #expect(filtered.failures.isEmpty)
                #expect(filtered.tickets.map(\.id) == all.filter { $0.status == status }.map(\.id))
            }
            #expect(await bench.violations.isEmpty)
        }
    }

    @Test(arguments: SimulatedProvider.allCases)
    func `a ticket is shown with what the provider tells`(provider: SimulatedProvider) async throws {
        try await ProviderBench.run(provider) { bench in
            let seeded = try #require(await bench.simulator.tickets().first)
            let shown = try await bench.show(seeded.id)
            #expect(shown.ticket.id.id == seeded.id)
            #expect(shown.ticket.subject == .value(seeded.subject))
            #expect((shown.messages != nil) == provider.operations.contains(.messages))
            #expect(await bench.violations.isEmpty)
        }
    }

    @Test(arguments: SimulatedProvider.allCases)
    func `a ticket that is not there is not found`(provider: SimulatedProvider) async throws {
        try await ProviderBench.run(provider) { bench in
            let id = provider == .mijnklantportaal ? "tic_nothere" : "99999999"
            let failure = await bench.failure { _ = try await bench.show(id) }
            #expect(failure?.kind == .notFound)
        }
    }

    @Test(arguments: SimulatedProvider.allCases)
    func `wrong credentials are an auth failure that keeps the provider's words`(provider: SimulatedProvider)
        async throws
    {
        try await ProviderBench.run(provider, token: "wrong-token-0123456789") { bench in
            let failure = await bench.failure { try await bench.connector.check() }
            #expect(failure?.kind == .auth)
            #expect(failure?.status == 401)
            #expect(failure?.connection == "desk")
            #expect(failure?.message.contains("wrong-token") == false)
        }
    }

    static let faults: [(Fault.Kind, ErrorKind)] = [
        (.status(429, retryAfter: 7), .rateLimited), (.status(500), .transient), (.status(503), .transient),
        (.status(403), .forbidden), (.status(404), .notFound), (.cut, .transient), (.cutMidBody, .transient),
        (.garbage, .protocolError), (.truncatedJSON, .protocolError), (.empty, .protocolError),
        (.huge(bytes: 50_000_000), .protocolError), (.hang, .transient),
    ]

    @Test(arguments: SimulatedProvider.allCases, faults)
    func `a listing that goes wrong fails with its kind`(
        provider: SimulatedProvider,
        fault: (kind: Fault.Kind, wanted: ErrorKind)
    ) async throws {
        let timeout: Duration = fault.kind == .hang ? .milliseconds(200) : .seconds(30)
        try await ProviderBench.run(provider, requestTimeout: timeout) { bench in
            await bench.simulator.order(Fault(fault.kind, times: 100))
            let failure = await bench.failure { _ = try await bench.connector.page(TicketFilter(), at: nil) }
            #expect(failure?.kind == fault.wanted, "\(failure?.message ?? "no failure")")
            #expect(failure?.message.hasSuffix(".") == true)
        }
    }

    @Test(arguments: SimulatedProvider.allCases)
    func `a passing trouble of a read is got over`(provider: SimulatedProvider) async throws {
        var retries = RetryPolicy()
        retries.firstDelay = .milliseconds(1)
        try await ProviderBench.run(provider, retries: retries) { bench in
            await bench.simulator.order(Fault(.status(503), times: 2))
            let listing = await bench.list()
            #expect(listing.failures.isEmpty)
            #expect(!listing.tickets.isEmpty)
        }
    }

    @Test func `a licence without tickets is a license failure`() async throws {
        var options = SimulatorOptions()
        options.mijnKlantportaal.isLicensed = false
        try await ProviderBench.run(.mijnklantportaal, options: options) { bench in
            let failure = await bench.failure { try await bench.connector.check() }
            #expect(failure?.kind == .license)
            #expect(failure?.status == 426)
        }
    }

    @Test func `a rate limit that bites is waited for and not run into`() async throws {
        var options = SimulatorOptions(ticketCount: 100)
        options.rateLimit = .requests(3, per: .seconds(1))
        options.largestPage = 20
        try await ProviderBench.run(.ippanel, options: options, retries: RetryPolicy()) { bench in
            let listing = await bench.list()
            #expect(listing.failures.isEmpty)
            #expect(listing.tickets.count == 100)
        }
    }
}
