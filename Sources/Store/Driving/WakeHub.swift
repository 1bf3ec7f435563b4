import Synchronization

/// The listeners of this process, by channel.
package final class WakeHub: Sendable {
    private struct State {
        var listeners: [String: [Int: AsyncStream<Void>.Continuation]] = [:]
        var next = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    /// A hub without listeners.
    package init() {}

    /// A stream that ends with the hub, or with the task that reads it.
    package func wakes(on channel: String) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number: Int? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.next += 1
            state.listeners[channel, default: [:]][state.next] = continuation
            return state.next
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.forget(number, on: channel) }
        return stream
    }

    /// Wakes the channels' listeners.
    package func wake(_ channels: some Sequence<String>) {
        let woken = state.withLock { state in channels.flatMap { Array((state.listeners[$0] ?? [:]).values) } }
        for continuation in woken { continuation.yield() }
    }

    /// Wakes everybody, after a time in which wakes may have been lost.
    package func wakeAll() {
        wake(channels)
    }

    /// The channels that somebody listens to.
    package var channels: [String] {
        state.withLock { Array($0.listeners.keys) }
    }

    /// Ends all streams, also those asked for later.
    package func close() {
        let all = state.withLock { state in
            state.isClosed = true
            defer { state.listeners = [:] }
            return state.listeners.values.flatMap(\.values)
        }
        for continuation in all { continuation.finish() }
    }

    private func forget(_ number: Int, on channel: String) {
        state.withLock { state in
            state.listeners[channel]?[number] = nil
            if state.listeners[channel]?.isEmpty == true { state.listeners[channel] = nil }
        }
    }
}
