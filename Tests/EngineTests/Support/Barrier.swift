import Synchronization

/// Holds everybody who arrives until so many are there; then lets all of them go on, and holds the next.
final class Barrier: Sendable {
    private let size: Int
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])

    init(_ size: Int) {
        self.size = size
    }

    func arrive() async {
        await withCheckedContinuation { continuation in
            let released = waiting.withLock { waiting -> [CheckedContinuation<Void, Never>] in
                waiting.append(continuation)
                guard waiting.count >= size else { return [] }
                defer { waiting = [] }
                return waiting
            }
            for continuation in released { continuation.resume() }
        }
    }
}

/// Holds everybody who arrives until their task is cancelled.
final class Hold: Sendable {
    private let released = AsyncStream<Void>.makeStream()

    func arrive() async {
        // A task that is cancelled ends the stream for everybody; so each waits at one of its own.
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        for await _ in stream {}
        continuation.finish()
        released.continuation.yield()
    }

    /// Returns when so many have been let go.
    func letGo(_ count: Int) async {
        var left = count
        for await _ in released.stream {
            left -= 1
            if left == 0 { return }
        }
    }
}
