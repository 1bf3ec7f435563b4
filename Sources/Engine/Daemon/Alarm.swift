import Synchronization

/// What a loop sleeps by: it wakes when it is rung, or after a time.
///
/// A ring that nobody waits for is kept for the next who does, so that none is lost between two looks into the store.
package final class Alarm: Sendable {
    private struct Waiter {
        var hears: Bool
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var isRung = false
        var hasEnded = false
        var waiters: [Int: Waiter] = [:]
        /// Those that were cancelled before they began to wait.
        var cancelled: Set<Int> = []
        var next = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Wakes whoever waits, or who will wait next.
    package func ring() {
        let heard = state.withLock { state in
            let heard = state.waiters.filter(\.value.hears)
            for number in heard.keys { state.waiters[number] = nil }
            state.isRung = heard.isEmpty
            return heard.values.map(\.continuation)
        }
        for continuation in heard { continuation.resume(returning: true) }
    }

    /// Wakes everybody, now and at once from now on: the loop is to end.
    package func end() {
        let waiting = state.withLock { state in
            state.hasEnded = true
            defer { state.waiters = [:] }
            return state.waiters.values.map(\.continuation)
        }
        for continuation in waiting { continuation.resume(returning: false) }
    }

    /// Waits for a ring, the end, or so long; who does not hear only waits for the end.
    ///
    /// - Returns: whether it was a ring.
    @discardableResult
    package func wait(for time: Duration, _ clock: any Clock<Duration>, hears: Bool = true) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                try? await clock.sleep(for: time)
                return false
            }
            group.addTask { await self.rings(hears) }
            var heard = await group.next() ?? false
            group.cancelAll()
            // Time and ring may have come together: the ring must not be lost.
            while let late = await group.next() { heard = heard || late }
            return heard
        }
    }

    private func rings(_ hears: Bool) async -> Bool {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        defer { state.withLock { _ = $0.cancelled.remove(number) } }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if state.cancelled.remove(number) != nil || state.hasEnded { return false }
                    if hears, state.isRung {
                        state.isRung = false
                        return true
                    }
                    state.waiters[number] = Waiter(hears: hears, continuation: continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let waiter = state.waiters.removeValue(forKey: number)
                if waiter == nil { state.cancelled.insert(number) }
                return waiter
            }
            waiter?.continuation.resume(returning: false)
        }
    }
}
