import PluginHost
import ServiceLifecycle
import Store
import TicketModel

extension RunWorker {
    private typealias Claim = (run: RunRecord, candidate: RunCandidate)

    private enum Step: Sendable {
        /// What could be claimed is under the lease.
        case claimed(Result<[Claim], any Error>)
        /// The tickets of claims are read.
        case read([Claim], Result<[Claimed], any Error>)
        case ended(RunCandidate, Outcome)
        /// Something may have become due.
        case woken(rung: Bool)
    }

    /// Claims what is due and works on it; claims and tickets are read beside the work on others.
    ///
    /// Where the store fails, and where the process is to end, what has not begun is handed back. What has begun goes on; the
    /// store is asked again when the next second has passed, and its failure is thrown where nothing is under way any more.
    func workAll(_ held: HeldRuns, _ alarm: Alarm?, _ beat: @Sendable () -> Void) async throws -> Tally {
        try await withThrowingTaskGroup(of: Step.self) { group in
            var tally = Tally()
            var rhythm = ClaimRhythm()
            var readings = 0
            var problem: (any Error)?
            /// Whether the store has just failed.
            var isHeldUp = false
            var isAnswered = true
            func note(_ failure: any Error) {
                problem = failure
                isHeldUp = true
            }
            func listen() {
                guard let alarm else { return }
                group.addTask { [parts] in .woken(rung: await alarm.wait(for: .seconds(1), parts.clock)) }
            }
            func giveBack(_ claims: [Claim]) {
                for claim in claims { group.addTask { .ended(claim.candidate, await self.givenBack(claim.run)) } }
            }
            listen()
            while true {
                // The watchdog is to see a store that does not answer, whatever else goes on.
                if isAnswered { beat() }
                if !Task.shallEnd, !isHeldUp, rhythm.isDue {
                    rhythm.looks()
                    problem = nil
                    let choice = ClaimChoice(limits, running: held.candidates)
                    group.addTask { .claimed(await Result { try await self.claim(choice) }) }
                }
                guard rhythm.isLooking || !held.isEmpty, let step = try await group.next() else { break }
                isAnswered = true
                switch step {
                case .claimed(.success(let claims)):
                    held.add(claims.map(\.candidate))
                    rhythm.looked(running: held.count)
                    if Task.shallEnd {
                        giveBack(claims)
                    } else if !claims.isEmpty {
                        readings += 1
                        group.addTask { .read(claims, await Result { try await self.read(claims) }) }
                    }
                case .claimed(.failure(let error)):
                    rhythm.looked(running: held.count)
                    note(error)
                case .read(let claims, let read):
                    readings -= 1
                    if case .failure(let error) = read { note(error) }
                    guard !Task.shallEnd, case .success(let claimed) = read else {
                        giveBack(claims)
                        continue
                    }
                    endings.expect(claimed.count)
                    for one in claimed { group.addTask { .ended(one.candidate, await self.measured(one)) } }
                case .ended(let candidate, let outcome):
                    held.remove(candidate)
                    rhythm.ended()
                    // The next one of its kind waits for nothing else.
                    if candidate.isSuspect { rhythm.woken() }
                    tally.count(outcome)
                case .woken:
                    isAnswered = !rhythm.isLooking && readings == 0
                    isHeldUp = false
                    rhythm.woken()
                    if !Task.shallEnd { listen() }
                }
            }
            group.cancelAll()
            // What was heard since the last look is left for the next one who listens.
            while let step = try await group.next() {
                if case .woken(rung: true) = step { alarm?.ring() }
            }
            if let problem { throw problem }
            return tally
        }
    }

    private func claim(_ choice: ClaimChoice) async throws -> [Claim] {
        guard choice.room > 0 else { return [] }
        let now = parts.now()
        let lease = parts.lease(Self.lease)
        do {
            return try await parts.database.write { transaction in
                let candidates = try RunTable.candidates(now: now, limit: choice.room, in: transaction)
                var choice = choice
                let chosen = choice.choose(candidates)
                let byID = Dictionary(chosen.map { ($0.id, $0) }) { first, _ in first }
                return try RunTable.claim(chosen.map(\.id), lease, now: now, in: transaction)
                    .compactMap { run in byID[run.id].map { (run, $0) } }
            }
        } catch let failure as StoreFailure where failure.kind == .constraint(.unique) {
            // Another process began a run of the same ticket in this very moment; it has the turn.
            return []
        }
    }

    private func read(_ claims: [Claim]) async throws -> [Claimed] {
        try await parts.database.read { [mirror = parts.mirror] reader in
            let subjects = try mirror.tickets(Set(claims.compactMap(\.run.ticket)), in: reader)
            return claims.map { run, candidate in
                Claimed(run, candidate, subject: run.ticket.flatMap { subjects[$0] })
            }
        }
    }

    private func givenBack(_ run: RunRecord) async -> Outcome {
        do {
            return try await handBack(run)
        } catch {
            return .lost("\(error)")
        }
    }
}

extension Result where Failure == any Error {
    /// What work comes to.
    init(_ work: () async throws -> Success) async {
        do {
            self = .success(try await work())
        } catch {
            self = .failure(error)
        }
    }
}
