import Synchronization

@testable import OutboundHTTP

/// A clock that stands still until a test moves it.
final class ManualClock: Sendable {
    private struct State {
        var now: Duration = .zero
        var lastID = 0
        var sleepers: [Int: (until: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var watchers: [(until: Duration, continuation: CheckedContinuation<Void, Never>)] = []
    }

    /// What `epochSeconds` is when the clock stands at zero.
    static let epoch = 1_760_000_000.0

    private let state = Mutex(State())

    var now: Duration { state.withLock(\.now) }

    var clock: OutboundClock {
        OutboundClock(
            now: { self.now },
            epochSeconds: { Self.epoch + self.now / .seconds(1) },
            sleep: { try await self.sleep(until: $0) }
        )
    }

    func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration
            let ids = state.sleepers.filter { $0.value.until <= state.now }.keys
            return ids.compactMap { state.sleepers.removeValue(forKey: $0)?.continuation }
        }
        for continuation in due {
            continuation.resume()
        }
    }

    /// Returns when somebody sleeps until exactly this moment.
    func sleeper(until moment: Duration) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.sleepers.values.contains(where: { $0.until == moment }) { return true }
                state.watchers.append((moment, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    private func sleep(until moment: Duration) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                register(id, until: moment, continuation)
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
        }
    }

    private func register(_ id: Int, until moment: Duration, _ continuation: CheckedContinuation<Void, any Error>) {
        let (isDue, watchers) = state.withLock { state in
            // The cancellation handler may have run before: then nobody else would resume this.
            if state.now >= moment || Task.isCancelled { return (true, [CheckedContinuation<Void, Never>]()) }
            state.sleepers[id] = (moment, continuation)
            let watchers = state.watchers.filter { $0.until == moment }.map(\.continuation)
            state.watchers.removeAll { $0.until == moment }
            return (false, watchers)
        }
        if isDue { continuation.resume() }
        for watcher in watchers { watcher.resume() }
    }
}
