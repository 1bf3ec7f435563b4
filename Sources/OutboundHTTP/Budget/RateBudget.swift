import Synchronization

/// A connection's rate budget, shared by all who use the connection: who waits is served in order, writes before reads.
///
/// It also bounds how many requests are in flight at once.
package final class RateBudget: Sendable {
    /// Why a request may not leave.
    enum Refusal: Error, Hashable {
        /// No room before the deadline; the time until there is, where it is known.
        case noRoom(Duration?)
        case cancelled
    }

    private enum Turn {
        case granted
        case wait(until: Duration?, signal: AsyncStream<Void>)
        case hopeless(until: Duration)
    }

    private struct State {
        var counting: RateBudgetState
        var queue = BudgetQueue()
    }

    private let state: Mutex<State>
    private let clock: OutboundClock
    private let family: RateDeclaration.HeaderFamily?

    /// Makes a budget; with an empty declaration only `Retry-After` and the number in flight hold requests back.
    package init(
        _ declaration: RateDeclaration = RateDeclaration(),
        maximumInFlight: Int = 8,
        clock: OutboundClock = .system
    ) {
        state = Mutex(State(counting: RateBudgetState(declaration, maximumInFlight: maximumInFlight)))
        self.clock = clock
        family = declaration.headers
    }

    /// How many wait.
    var waiting: Int { state.withLock(\.queue.count) }

    /// Waits until a request may leave.
    ///
    /// `deadline` is a moment of the clock; `onWait` hears how long it will be, where that is known.
    ///
    /// Every success must be followed by one `finish`.
    func acquire(
        write: Bool,
        deadline: Duration? = nil,
        onWait: (Duration) -> Void = { _ in }
    ) async throws(Refusal) {
        let id = state.withLock { $0.queue.enter(write: write) }
        while true {
            guard !Task.isCancelled else {
                leave(id, write: write)
                throw .cancelled
            }
            let now = clock.now()
            switch turn(of: id, write: write, now: now, deadline: deadline) {
            case .granted:
                return
            case .hopeless(let until):
                leave(id, write: write)
                throw .noRoom(until - now)
            case .wait(let until, let signal):
                if let deadline, deadline <= now {
                    leave(id, write: write)
                    throw .noRoom(until.map { $0 - now })
                }
                if let until {
                    onWait(until - now)
                }
                await wait(for: signal, until: [until, deadline].compactMap(\.self).min())
            }
        }
    }

    /// Says that a request has ended: with its answer, or without one.
    func finish(_ answer: (status: Int, headers: HeaderList)?) {
        let signal = answer.map {
            RateSignal(status: $0.status, headers: $0.headers, family: family, now: clock.epochSeconds())
        }
        state.withLock { state in
            state.counting.finish(signal, now: clock.now())
            state.queue.wakeFirst()
        }
    }

    private func turn(of id: UInt64, write: Bool, now: Duration, deadline: Duration?) -> Turn {
        state.withLock { state in
            let room = state.counting.room(for: write, now: now)
            guard state.queue.isFirst(id) else {
                return .wait(until: nil, signal: state.queue.signal(for: id))
            }
            if !write, state.queue.hasWrites, state.counting.room(for: true, now: now) == .now {
                return .wait(until: nil, signal: state.queue.signal(for: id))
            }
            switch room {
            case .now:
                state.counting.grant(write: write, now: now)
                state.queue.leave(id, write: write)
                return .granted
            case .at(let moment):
                // Nothing in flight can tell of more room.
                if let deadline, moment > deadline, state.counting.inFlight == 0 {
                    return .hopeless(until: moment)
                }
                return .wait(until: moment, signal: state.queue.signal(for: id))
            case .whenOneEnds:
                return .wait(until: nil, signal: state.queue.signal(for: id))
            }
        }
    }

    private func leave(_ id: UInt64, write: Bool) {
        state.withLock { $0.queue.leave(id, write: write) }
    }

    private func wait(for signal: AsyncStream<Void>, until moment: Duration?) async {
        let clock = clock
        await withTaskGroup { group in
            group.addTask {
                for await _ in signal { break }
            }
            if let moment {
                group.addTask {
                    try? await clock.sleep(moment)
                }
            }
            await group.next()
            group.cancelAll()
        }
    }
}
