import ServiceLifecycle

/// All four simulators side by side, each on a port of its own.
package final class SimulatorFleet: Service {
    /// The simulators in the order of `SimulatedProvider.allCases`.
    package let simulators: [ProviderSimulator]

    /// A fleet whose simulators behave as `options` says for each provider.
    package init(options: (SimulatedProvider) -> SimulatorOptions = { _ in SimulatorOptions() }) {
        simulators = SimulatedProvider.allCases.map { ProviderSimulator($0, options: options($0)) }
    }

    /// The simulator of one provider.
    package subscript(_ provider: SimulatedProvider) -> ProviderSimulator {
        simulators[SimulatedProvider.allCases.firstIndex(of: provider) ?? 0]
    }

    /// Starts all of them and gives their addresses; where one fails, none keeps running.
    package func start() async throws -> [SimulatedProvider: SimulatorAddress] {
        var addresses: [SimulatedProvider: SimulatorAddress] = [:]
        do {
            for simulator in simulators { addresses[simulator.provider] = try await simulator.start() }
        } catch {
            await stop()
            throw error
        }
        return addresses
    }

    /// Stops all of them.
    package func stop() async {
        for simulator in simulators { await simulator.stop() }
    }

    /// Listens with all of them until the task is cancelled or the service group shuts down.
    package func run() async throws {
        try await withThrowingTaskGroup { group in
            for simulator in simulators { group.addTask { try await simulator.run() } }
            try await group.waitForAll()
        }
    }
}
