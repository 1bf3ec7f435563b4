import Store

/// The ends of a worker's runs on their way into the store: those that wait while one commit is under way share the next.
///
/// Each end stands or falls by itself: where one of them throws, the others are written without it.
actor EndingLine {
    typealias Body = @Sendable (SQLTransaction) throws -> RunWorker.Outcome

    private struct Waiting {
        let body: Body
        let continuation: CheckedContinuation<RunWorker.Outcome, any Error>
    }

    private let database: any SQLDatabase
    private var waiting: [Waiting] = []
    private var isWriting = false

    /// How many ends share a commit at most: nobody else writes on SQLite meanwhile.
    private static let most = 128

    init(database: any SQLDatabase) {
        self.database = database
    }

    /// Writes an end, and returns when it is committed.
    func write(_ body: @escaping Body) async throws -> RunWorker.Outcome {
        try await withCheckedThrowingContinuation { continuation in
            waiting.append(Waiting(body: body, continuation: continuation))
            guard !isWriting else { return }
            isWriting = true
            // A task of its own: whoever came first does not wait for those that come after.
            Task { await commitAll() }
        }
    }

    private func commitAll() async {
        while !waiting.isEmpty {
            let batch = Array(waiting.prefix(Self.most))
            waiting.removeFirst(batch.count)
            await commit(batch)
        }
        isWriting = false
    }

    private func commit(_ batch: [Waiting]) async {
        let bodies = batch.map(\.body)
        let database = database
        let together = await Self.result {
            try await database.write { transaction in try bodies.map { try $0(transaction) } }
        }
        if case .success(let outcomes) = together {
            for (entry, outcome) in zip(batch, outcomes) { entry.continuation.resume(returning: outcome) }
            return
        }
        // One of them is to blame.
        for entry in batch {
            let outcome = await Self.result { try await database.write(entry.body) }
            entry.continuation.resume(with: outcome)
        }
    }

    private static func result<Value: Sendable>(
        _ work: () async throws -> Value
    ) async -> Result<Value, any Error> {
        do {
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }
}
