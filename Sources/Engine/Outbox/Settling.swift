package import TicketModel

/// When to believe that an effect with an unknown outcome did not land.
package struct Settling: Sendable, Equatable {
    /// After this, counted from when nobody could send it any more, no request of it can still be under way: the longest request,
    /// and the lease of whoever sent it.
    package var settleTime: TimeSpan
    /// How long after a clean reading the next one is made.
    package var interval: TimeSpan
    /// How long to wait after a reading that failed.
    package var patience: TimeSpan
    /// When to stop trying and ask a person.
    package var limit: TimeSpan

    package init(
        settleTime: TimeSpan = .seconds(60),
        interval: TimeSpan = .seconds(5),
        patience: TimeSpan = .seconds(30),
        limit: TimeSpan = .days(1)
    ) {
        self.settleTime = settleTime
        self.interval = interval
        self.patience = patience
        self.limit = limit
    }

    /// What a reading back showed.
    enum Reading: Sendable, Equatable {
        /// It is there, by this id where the provider gives one.
        case present(id: String?)
        case absent
        /// No reading of this kind can tell.
        case cannotTell(because: String)
        /// The reading itself did not succeed.
        case failed(TicketFailure)
    }

    /// What is to be done after a reading.
    enum Step: Sendable, Equatable {
        case delivered(id: String?)
        /// Proven absent: it may be sent again.
        case sendAgain
        case lookAgain(at: Timestamp, cleanReads: Int)
        case ask(because: String)
    }

    /// How many clean readings in a row prove that it is absent.
    static let readsNeeded = 2

    /// Decides after a reading that began at `now`.
    ///
    /// From `lostAt` on nobody could send the effect any more; `cleanReads` are the readings since the settle time that did
    /// not show it.
    func step(after reading: Reading, lostAt: Timestamp, cleanReads: Int, now: Timestamp) -> Step {
        switch reading {
        case .present(let id): return .delivered(id: id)
        case .cannotTell(let reason): return .ask(because: reason)
        case .failed(let failure):
            guard failure.kind != .notFound, now < lostAt + limit else { return .ask(because: failure.message) }
            return .lookAgain(at: now + max(patience, failure.retryAfter ?? .zero), cleanReads: 0)
        case .absent:
            let settled = lostAt + settleTime
            guard now >= settled else { return .lookAgain(at: settled, cleanReads: 0) }
            return cleanReads + 1 >= Self.readsNeeded
                ? .sendAgain : .lookAgain(at: now + interval, cleanReads: cleanReads + 1)
        }
    }
}
