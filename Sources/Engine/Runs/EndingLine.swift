import Store
import Synchronization

/// The ends of a worker's attempts on their way into the store: many share one commit.
///
/// A commit waits a moment for attempts that are about to end, and no longer than that. Each end stands or falls by itself:
/// where one of them may not be written, the others are written without it.
final class EndingLine: Sendable {
    private struct Waiting {
        let end: AttemptEnd
        let continuation: CheckedContinuation<RunWorker.Outcome, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        /// Attempts whose end is still to come.
        var underWay = 0
        var isWriting = false
        /// Whoever is about to commit, and waits for more.
        var gatherer: CheckedContinuation<Void, Never>?
        /// Counts the waits for more: a timer wakes nobody but whom it was set for.
        var round = 0

        var isEnough: Bool { waiting.count >= EndingLine.most || underWay <= 0 }

        /// Waits for more where there are not enough; answers the number of the wait.
        mutating func wait(_ continuation: CheckedContinuation<Void, Never>) -> Int? {
            guard !waiting.isEmpty, !isEnough else { return nil }
            gatherer = continuation
            round += 1
            return round
        }

        mutating func takeGatherer() -> CheckedContinuation<Void, Never>? {
            defer { gatherer = nil }
            return gatherer
        }
    }

    /// How many ends share a commit at most: nobody else writes on SQLite meanwhile.
    private static let most = 256
    /// How many runs an end may make that shares its commit: the others do not wait for a slot over many tickets.
    private static let mostRuns = 100
    /// How long a commit waits for more ends: no longer than a commit itself may take.
    private let patience: Duration
    private let database: any SQLDatabase
    private let state = Mutex(State())

    init(database: any SQLDatabase, patience: Duration = .milliseconds(2)) {
        self.database = database
        self.patience = patience
    }

    /// Says that so many attempts begin; for each an end is written, or withdrawn.
    func expect(_ attempts: Int) {
        state.withLock { $0.underWay += attempts }
    }

    /// Says that no end of an attempt will come.
    func withdraw() {
        let gatherer = state.withLock { state in
            state.underWay -= 1
            return state.isEnough ? state.takeGatherer() : nil
        }
        gatherer?.resume()
    }

    /// Writes an end, and returns when it is committed.
    func write(_ end: AttemptEnd) async throws -> RunWorker.Outcome {
        guard end.runs.count <= Self.mostRuns else {
            withdraw()
            return try await database.write { try AttemptEnd.write([end], in: $0)[0] }
        }
        return try await withCheckedThrowingContinuation { continuation in
            let (begins, gatherer) = state.withLock { state in
                state.underWay -= 1
                state.waiting.append(Waiting(end: end, continuation: continuation))
                defer { state.isWriting = true }
                return (!state.isWriting, state.isEnough ? state.takeGatherer() : nil)
            }
            gatherer?.resume()
            // A task of its own: whoever came first does not wait for those that come after.
            if begins { Task { await commitAll() } }
        }
    }

    private func commitAll() async {
        while true {
            await gather()
            let batch = state.withLock { state -> [Waiting] in
                let batch = Array(state.waiting.prefix(Self.most))
                state.waiting.removeFirst(batch.count)
                if batch.isEmpty { state.isWriting = false }
                return batch
            }
            guard !batch.isEmpty else { return }
            await commit(batch)
        }
    }

    /// Waits until there are enough for a commit, or for as long as it has patience.
    private func gather() async {
        await withCheckedContinuation { continuation in
            let round = state.withLock { state in state.wait(continuation) }
            guard let round else { return continuation.resume() }
            // It begins only now: what it is to wake is there.
            Task {
                try? await Task.sleep(for: patience)
                state.withLock { $0.round == round ? $0.takeGatherer() : nil }?.resume()
            }
        }
    }

    private func commit(_ batch: [Waiting]) async {
        let ends = batch.map(\.end)
        let database = database
        let together = await Result { try await database.write { try AttemptEnd.write(ends, in: $0) } }
        if case .success(let outcomes) = together {
            for (entry, outcome) in zip(batch, outcomes) { entry.continuation.resume(returning: outcome) }
            return
        }
        // One of them is to blame.
        for entry in batch {
            let outcome = await Result {
                try await database.write { try AttemptEnd.write([entry.end], in: $0)[0] }
            }
            entry.continuation.resume(with: outcome)
        }
    }
}
