import Store
import Synchronization

/// The runs that a worker holds under its lease: those, and no others of its process, its heartbeat renews.
///
/// One whose end could not be written is none of them any more: its lease runs out, and somebody takes it over.
final class HeldRuns: Sendable {
    private let runs = Mutex<[Int64: RunCandidate]>([:])

    var ids: [Int64] { runs.withLock { Array($0.keys) } }
    var candidates: [RunCandidate] { runs.withLock { Array($0.values) } }
    var count: Int { runs.withLock(\.count) }
    var isEmpty: Bool { count == 0 }

    func add(_ candidates: [RunCandidate]) {
        runs.withLock { runs in
            for candidate in candidates { runs[candidate.id] = candidate }
        }
    }

    func remove(_ candidate: RunCandidate) {
        runs.withLock { $0[candidate.id] = nil }
    }
}
