/// Where a run stands; ``RunMove`` has who moves it.
///
/// ```
///              claim                 finish
/// available ─────────► running ───────────────► done
///     ▲ ◄────────────── │ ▲ │ ▲ take over
///     │     hand back   │ │ └─┘
///     │            fail │ │
///     │                 ▼ │ claim
///     │              retrying
///     │ redrive         │ give up (from running)
///     └────────── quarantined          cancelled ◄── available, retrying, quarantined
/// ```
package enum RunState: String, Sendable, Hashable, CaseIterable {
    /// It waits for its time (`due_at`) and for the runs before it at its ticket; made so, by a worker that ends, and by an
    /// operator's redrive.
    case available
    /// A worker has it under a lease; a worker claims it. Once the lease has run out another worker may take it over.
    case running
    /// An attempt failed; it waits for the next one. It still holds back the later runs of its ticket.
    case retrying
    /// It ended, and whatever it asked for is in the outbox.
    case done
    /// It failed as often as it may; only an operator moves it from here.
    case quarantined
    /// An operator gave it up, or a later slot of its schedule took its place.
    case cancelled

    /// Whether it still has to be worked on.
    package var isUnfinished: Bool {
        switch self {
        case .available, .running, .retrying: true
        case .done, .quarantined, .cancelled: false
        }
    }
}

/// The moves of a run; each has one end, whatever state it begins from.
package enum RunMove: String, Sendable, Hashable, CaseIterable {
    /// A worker begins an attempt, or takes over one whose lease has run out.
    case claim
    /// The handler ended well, or nothing was to be done.
    case finish
    /// The attempt failed and another one may follow.
    case fail
    /// The worker ends before the attempt does; nothing is written and nothing counts.
    case handBack
    /// The last attempt failed.
    case giveUp
    /// An operator lets it be tried again.
    case redrive
    /// An operator gives it up.
    case cancel
    /// A later slot of its schedule takes its place, even while it is worked on: the fence refuses what that comes to.
    case replace

    /// The state that the move ends in.
    package var end: RunState {
        switch self {
        case .claim: .running
        case .finish: .done
        case .fail: .retrying
        case .giveUp: .quarantined
        case .redrive, .handBack: .available
        case .cancel, .replace: .cancelled
        }
    }

    /// The states that it may begin from.
    package var starts: Set<RunState> {
        switch self {
        case .claim: [.available, .retrying, .running]
        case .finish, .fail, .handBack, .giveUp: [.running]
        case .redrive: [.quarantined, .cancelled, .retrying]
        case .cancel: [.available, .retrying, .quarantined]
        case .replace: [.available, .retrying, .running]
        }
    }
}

extension RunState {
    /// The state after a move, or `nil` where the move is not possible from here.
    package func after(_ move: RunMove) -> RunState? {
        move.starts.contains(self) ? move.end : nil
    }
}
