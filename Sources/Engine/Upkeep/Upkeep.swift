package import Store
package import TicketModel

/// Removes what is too old, or too much, and gives its room back.
///
/// At most once an hour, whoever asks; in small transactions, so that nobody waits for it; and never for longer than a while:
/// what is left then is for the next time.
package struct Upkeep: Sendable {
    /// What an upkeep did.
    package struct Report: Sendable, Equatable {
        /// Rows that are gone, by class.
        package var removed: [StoreSize.Class: Int] = [:]
        /// How many bytes the file gave back.
        package var givenBack: Int64 = 0
        /// By how much the store is larger than it may be, though nothing more may be removed.
        package var excess: Int64 = 0
        /// Whether something is left for the next time.
        package var isUnfinished = false

        package init() {}
    }

    private let database: any SQLDatabase
    private let limits: RetentionLimits
    private let now: @Sendable () -> Timestamp
    /// How long it may take.
    private let patience: TimeSpan
    /// How many rows a transaction touches.
    private let batch: Int

    /// How often it is done.
    static let interval = TimeSpan.hours(1)
    /// How long a cap on replies may look back.
    static let countedReplies = ReplyLimits.longestWindow

    /// The upkeep of a store; `now` is the wall clock.
    package init(
        _ database: any SQLDatabase,
        _ limits: RetentionLimits,
        patience: TimeSpan = .seconds(20),
        batch: Int = 500,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.database = database
        self.limits = limits
        self.patience = patience
        self.batch = batch
        self.now = now
    }

    /// Does it where it is due; `nil` where somebody has done it within the hour.
    package func run() async throws -> Report? {
        let begunAt = now()
        let isDue = try await database.write {
            try StoreMarks.take(.upkeep, every: Self.interval, now: begunAt, in: $0)
        }
        guard isDue else { return nil }
        let plan = try await plan(begunAt)
        var work = Work(plan: plan, begunAt: begunAt, end: begunAt + patience)
        work.report.excess = plan.excess
        try await removeConsiderations(&work)
        try await removeChanges(&work)
        try await removeRuns(&work)
        try await removeMessages(&work)
        try await removeRest(&work)
        try await giveBack(&work)
        if work.report.isUnfinished {
            try await database.write { try StoreMarks.set(.upkeep, at: begunAt - Self.interval, in: $0) }
        }
        return work.report
    }

    private struct Work {
        let plan: RetentionPlan
        let begunAt: Timestamp
        let end: Timestamp
        var report = Report()

        mutating func count(_ rows: Int, _ name: StoreSize.Class) {
            if rows > 0 { report.removed[name, default: 0] += rows }
        }
    }

    /// Measures the store only where it is too large: that reads every row.
    private func plan(_ now: Timestamp) async throws -> RetentionPlan {
        guard let budget = limits.size else { return RetentionPlan(limits, now: now) }
        let size = try await database.read { reader in
            try StoreSize.disk(reader).used > budget ? StoreSize(in: reader) : nil
        }
        return RetentionPlan(limits, size: size, now: now)
    }

    /// Whether there is time for another batch; a clock that was set back does not stop it for ever.
    private func goesOn(_ work: inout Work) -> Bool {
        let time = now()
        if time < work.end, work.end - time <= patience, !Task.isCancelled { return true }
        work.report.isUnfinished = true
        return false
    }

    private func removeConsiderations(_ work: inout Work) async throws {
        guard let cutoff = work.plan.cutoffs[.nothing] else { return }
        while goesOn(&work) {
            let removed = try await database.write { [batch] in
                try PruneRows.removeConsiderations(before: cutoff, limit: batch, in: $0)
            }
            work.count(removed, .nothing)
            guard removed > 0 else { return }
        }
    }

    private func removeChanges(_ work: inout Work) async throws {
        var last: Int64 = 0
        while goesOn(&work) {
            let (from, limit, plan) = (last, batch * 4, work.plan)
            let changes = try await database.read { try PruneRows.changes(after: from, limit: limit, in: $0) }
            let old = changes.filter(plan.removes)
            for start in stride(from: 0, to: old.count, by: batch) {
                let ids = old[start...].prefix(batch).map(\.id)
                let removed = try await database.write { try PruneRows.remove(changes: ids, in: $0) }
                work.count(removed, .changes)
            }
            guard let latest = changes.last, latest.seenAt < plan.latestCutoff else { return }
            last = latest.id
        }
    }

    private func removeRuns(_ work: inout Work) async throws {
        var last: Int64 = 0
        while goesOn(&work) {
            let (from, limit, plan) = (last, batch * 4, work.plan)
            let runs = try await database.read { try PruneRows.runs(after: from, limit: limit, in: $0) }
            let old = runs.filter(plan.removes)
            for start in stride(from: 0, to: old.count, by: batch) {
                let ids = old[start...].prefix(batch).map(\.id)
                let removed = try await database.write { try PruneRows.remove(runs: ids, in: $0) }
                for (name, count) in removed { work.count(count, name) }
            }
            guard let latest = runs.last, latest.createdAt < plan.latestCutoff else { return }
            last = latest.id
        }
    }

    private func removeMessages(_ work: inout Work) async throws {
        guard let cutoff = work.plan.cutoffs[.messages] else { return }
        while goesOn(&work) {
            // Looked for beside the writers: there may be many tickets between those that have anything to remove.
            let limit = batch / 10 + 1
            let threads = try await database.read { try PruneRows.threads(before: cutoff, limit: limit, in: $0) }
            guard !threads.isEmpty else { return }
            let (tickets, messages) = try await database.write {
                try PruneRows.remove(threads: threads, before: cutoff, in: $0)
            }
            work.count(messages, .messages)
            // Where something is open at all of them, they are for the next time.
            guard tickets > 0 else { return }
        }
    }

    /// What stands beside the classes: alerts that are settled, slots whose runs are gone, and replies that no cap counts.
    private func removeRest(_ work: inout Work) async throws {
        let batch = batch
        let counted = work.begunAt - Self.countedReplies
        try await repeatedly(&work) { try ReplyTable.prune(before: counted, limit: batch, in: $0) }
        guard let cutoff = work.plan.cutoffs[.failed] else { return }
        try await database.write { try AlertTable.prune(before: cutoff, in: $0) }
        try await repeatedly(&work) { try SlotTable.prune(before: cutoff, limit: batch, in: $0) }
    }

    /// Removes batch after batch until there is nothing left, or no time.
    private func repeatedly(
        _ work: inout Work,
        _ remove: @escaping @Sendable (SQLTransaction) throws -> Int
    ) async throws {
        while goesOn(&work) {
            guard try await database.write(remove) > 0 else { return }
        }
    }

    private func giveBack(_ work: inout Work) async throws {
        while goesOn(&work) {
            let freed = try await database.write { try PruneRows.giveBack(pages: 500, in: $0) }
            work.report.givenBack += freed
            guard freed > 0 else { return }
        }
    }
}
