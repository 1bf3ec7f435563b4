import Store
import Synchronization

/// The connections, made as they are needed and given to one user at a time, first come first served.
final class PostgresPool: Sendable {
    private struct State {
        var resting: [PostgresWorker] = []
        var made = 0
        var waiting: [CheckedContinuation<PostgresWorker, Never>] = []
    }

    private let address: PostgresAddress
    private let options: PostgresOptions
    private let gate: AccessGate
    private let state = Mutex(State())

    init(address: PostgresAddress, options: PostgresOptions, gate: AccessGate) {
        self.address = address
        self.options = options
        self.gate = gate
    }

    func withWorker<Value: Sendable>(_ body: (PostgresWorker) async throws -> Value) async throws -> Value {
        let worker = await take()
        defer { give(worker) }
        return try await body(worker)
    }

    /// Call it when nobody has a worker any more.
    func close() async {
        let resting = state.withLock { state in
            defer { state.resting = [] }
            return state.resting
        }
        for worker in resting { await worker.close() }
    }

    private func take() async -> PostgresWorker {
        await withCheckedContinuation { continuation in
            let worker: PostgresWorker? = state.withLock { state in
                // The last one used is the likeliest to be connected.
                if let worker = state.resting.popLast() { return worker }
                if state.made < max(1, options.connections) {
                    state.made += 1
                    return PostgresWorker(number: state.made, address: address, options: options, gate: gate)
                }
                state.waiting.append(continuation)
                return nil
            }
            if let worker { continuation.resume(returning: worker) }
        }
    }

    private func give(_ worker: PostgresWorker) {
        let next: CheckedContinuation<PostgresWorker, Never>? = state.withLock { state in
            if !state.waiting.isEmpty { return state.waiting.removeFirst() }
            state.resting.append(worker)
            return nil
        }
        next?.resume(returning: worker)
    }
}
