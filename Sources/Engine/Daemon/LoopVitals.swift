import Synchronization

/// Whether the loops of this process are alive: each tells that it works, and is missed where it does not.
///
/// Times are those of a clock that stands still while the machine sleeps, so that neither a sleep nor a set clock
/// looks like a loop that hangs.
package final class LoopVitals: Sendable {
    /// One loop as it is seen from outside.
    package struct Pulse: Sendable, Equatable {
        package var name: String
        /// How long it may be silent.
        package var patience: Duration
        package var lastBeat: Duration
        package var turns = 0
        /// How many turns in a row failed.
        package var failures = 0
        /// Why the last turn failed.
        package var failure: String?
        /// How often it was broken off because it hung.
        package var restarts = 0

        package func isStuck(at time: Duration) -> Bool { time - lastBeat > patience }
    }

    private struct State {
        var pulses: [String: Pulse] = [:]
        var breakOff: [String: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())
    private let uptime: @Sendable () -> Duration

    /// Vitals by a clock that only goes forward.
    package init(uptime: @escaping @Sendable () -> Duration) {
        self.uptime = uptime
    }

    /// All loops, by name.
    package var pulses: [Pulse] {
        state.withLock { $0.pulses.values.sorted { $0.name < $1.name } }
    }

    /// The loops that have been silent for too long.
    package var stuck: [Pulse] {
        let time = uptime()
        return pulses.filter { $0.isStuck(at: time) }
    }

    func begin(_ name: String, patience: Duration) {
        let time = uptime()
        state.withLock { state in
            var pulse = state.pulses[name] ?? Pulse(name: name, patience: patience, lastBeat: time)
            pulse.patience = patience
            pulse.lastBeat = time
            state.pulses[name] = pulse
        }
    }

    /// Tells that the loop makes progress.
    func beat(_ name: String) {
        let time = uptime()
        state.withLock { $0.pulses[name]?.lastBeat = time }
    }

    func end(_ name: String) {
        state.withLock { state in
            state.pulses[name] = nil
            state.breakOff[name] = nil
        }
    }

    /// Does one turn of a loop, which the watchdog may break off.
    func turn<Value: Sendable>(
        _ name: String,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        beat(name)
        let task = Task { try await body() }
        state.withLock { $0.breakOff[name] = { task.cancel() } }
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        let time = uptime()
        state.withLock { state in
            state.breakOff[name] = nil
            state.pulses[name]?.lastBeat = time
            state.pulses[name]?.turns += 1
            switch result {
            case .success:
                state.pulses[name]?.failures = 0
                state.pulses[name]?.failure = nil
            case .failure(let error):
                state.pulses[name]?.failures += 1
                state.pulses[name]?.failure = "\(error)"
            }
        }
        return try result.get()
    }

    /// Breaks the turns off of those that hang; the loop then begins its next one.
    ///
    /// - Returns: their names.
    package func restartStuck() -> [String] {
        let time = uptime()
        let (names, calls) = state.withLock { state in
            let stuck = state.pulses.values.filter { $0.isStuck(at: time) }.map(\.name).sorted()
            for name in stuck { state.pulses[name]?.restarts += 1 }
            return (stuck, stuck.compactMap { state.breakOff[$0] })
        }
        for call in calls { call() }
        return names
    }
}
