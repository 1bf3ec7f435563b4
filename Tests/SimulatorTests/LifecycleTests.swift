import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Simulator
import Testing

struct LifecycleTests {
    @Test func `a fleet gives four addresses in the form the plugins want`() async throws {
        let fleet = SimulatorFleet { _ in .fixed() }
        let addresses = try await fleet.start()
        #expect(addresses.count == 4)
        #expect(Set(addresses.values.map(\.port)).count == 4)
        for (provider, path) in [
            (SimulatedProvider.mijnklantportaal, "/v1"), (.klinkcx, ""), (.usercom, "/api/public"), (.ippanel, "/v1"),
        ] {
            let address = try #require(addresses[provider])
            #expect(address.baseURL == "http://127.0.0.1:\(address.port)\(path)")
            #expect(address.token == provider.sampleToken)
            #expect(fleet[provider].provider == provider)
        }
        await fleet.stop()
    }

    @Test func `a simulator that was stopped starts again where it was`() async throws {
        let simulator = ProviderSimulator(.ippanel, options: .fixed())
        let first = try await simulator.start()
        let id = await simulator.insert(NewTicket(subject: "x", body: "y"))
        await simulator.stop()
        let second = try await simulator.start()
        #expect(second == first)
        #expect(await simulator.ticket(id) != nil)
        await simulator.stop()
    }

    @Test func `a second start is refused`() async throws {
        let simulator = ProviderSimulator(.klinkcx, options: .fixed())
        _ = try await simulator.start()
        await #expect(throws: SimulatorError.alreadyRunning(provider: .klinkcx)) { _ = try await simulator.start() }
        await simulator.stop()
    }

    @Test func `a taken port is told`() async throws {
        try await withSimulator(.klinkcx) { _, wire in
            let second = ProviderSimulator(.usercom, options: .fixed { $0.port = wire.address.port })
            let error = try #require(await #expect(throws: SimulatorError.self) { _ = try await second.start() })
            let text = String(describing: error)
            #expect(text.hasPrefix("The simulator of \"usercom\" cannot listen on 127.0.0.1:\(wire.address.port) ("))
            #expect(text.hasSuffix("); choose another port, or 0 for a free one."))
        }
    }

    @Test func `it runs as a service and ends when it is cancelled`() async throws {
        let simulator = ProviderSimulator(.usercom, options: .fixed())
        try await withThrowingTaskGroup { group in
            group.addTask { try await simulator.run() }
            let address = try await simulator.address()
            #expect(address.port > 0)
            group.cancelAll()
            try? await group.waitForAll()
        }
    }

    @Test func `a service group shuts the fleet down while a request hangs`() async throws {
        let fleet = SimulatorFleet { _ in .fixed() }
        let group = ServiceGroup(configuration: .init(services: [.init(service: fleet)], logger: Logger(label: "test")))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            let address = try await fleet[.klinkcx].address()
            await fleet[.klinkcx].order(Fault(.hang))
            let client = HTTPClient(eventLoopGroupProvider: .singleton)
            let hanging = Task {
                var request = HTTPClientRequest(url: address.baseURL + "/api/v1/tickets")
                request.headers.add(name: "Authorization", value: "Bearer \(address.token)")
                _ = try await client.execute(request, timeout: .seconds(60))
            }
            while await fleet[.klinkcx].books().requestCount == 0 { await Task.yield() }
            await group.triggerGracefulShutdown()
            await #expect(throws: HTTPClientError.remoteConnectionClosed) { try await hanging.value }
            try await tasks.waitForAll()
            try await client.shutdown()
        }
    }
}
