import Synchronization

/// Something that happens, once or more often, and can be awaited.
final class Event: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    }

    func happens() {
        continuation.yield()
    }

    func wait() async {
        for await _ in stream { break }
    }
}

/// A list that grows from several tasks.
final class Recorder<Element: Sendable>: Sendable {
    private let state = Mutex<[Element]>([])

    var all: [Element] { state.withLock(\.self) }

    func append(_ element: Element) {
        state.withLock { $0.append(element) }
    }
}
