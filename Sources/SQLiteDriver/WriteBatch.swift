import Store

/// Writes that share one commit.
struct WriteBatch {
    let jobs: [WriteJob]
    let connection: SQLiteConnection
    let hub: WakeHub

    /// Runs all, commits once, then tells every caller.
    ///
    /// Nobody hears of an outcome before the commit: a closure may have failed because of what another one, not committed
    /// yet, had written. Where the commit fails, or SQLite rolls everything back of its own (a full disk), each write runs
    /// again alone, so that only the guilty one fails.
    func commit() {
        guard jobs.count > 1 else {
            if let job = jobs.first { alone(job) }
            return
        }
        do {
            try connection.control("BEGIN IMMEDIATE")
        } catch {
            for job in jobs { job.fail(error) }
            return
        }
        guard let outcomes = runEach() else {
            for job in jobs { alone(job) }
            return
        }
        tell(outcomes)
    }

    private func runEach() -> [Result<WriteJob.Done, any Error>]? {
        do {
            var outcomes: [Result<WriteJob.Done, any Error>] = []
            for job in jobs {
                try connection.control("SAVEPOINT usher_write")
                do {
                    outcomes.append(.success(try job.run(connection)))
                } catch {
                    guard connection.isInTransaction else { return nil }
                    try connection.control("ROLLBACK TO SAVEPOINT usher_write")
                    outcomes.append(.failure(error))
                }
                try connection.control("RELEASE SAVEPOINT usher_write")
            }
            try connection.control("COMMIT")
            return outcomes
        } catch {
            rollBack()
            return nil
        }
    }

    private func tell(_ outcomes: [Result<WriteJob.Done, any Error>]) {
        var channels: Set<String> = []
        for (job, outcome) in zip(jobs, outcomes) {
            switch outcome {
            case .success(let done):
                channels.formUnion(done.channels)
                done.finish()
            case .failure(let error):
                job.fail(error)
            }
        }
        if !channels.isEmpty { hub.wake(channels) }
    }

    private func alone(_ job: WriteJob) {
        do {
            try connection.control("BEGIN IMMEDIATE")
            let done = try job.run(connection)
            try connection.control("COMMIT")
            done.finish()
            if !done.channels.isEmpty { hub.wake(done.channels) }
        } catch {
            rollBack()
            job.fail(error)
        }
    }

    /// A connection that failed to roll back would be found in a transaction by the next `BEGIN`, which then fails too.
    private func rollBack() {
        if connection.isInTransaction { try? connection.control("ROLLBACK") }
    }
}
