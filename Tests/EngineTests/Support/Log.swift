import Synchronization

/// Collects what closures are told.
final class Log<Entry: Sendable>: Sendable {
    private let kept = Mutex<[Entry]>([])

    var entries: [Entry] { kept.withLock { $0 } }

    func add(_ entry: Entry) {
        kept.withLock { $0.append(entry) }
    }
}
