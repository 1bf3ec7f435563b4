/// Where an effect of the outbox stands; ``EffectMove`` has who moves it.
///
/// ```
///  pending ──send──► sending ──deliver──► delivered ◄──keep── pending
///   ▲ │ ▲              │ │ └──refuse────► refused
///   │ │ └───notSent────┘ └──lose──► unknown ──deliver──► delivered
///   │ │                               │  └──ask──► waits_for_person
///   │ └─► no_change, superseded,      │
///   │     expired, refused, held      │ notSent (proven absent)
///   └─────────────────────────────────┘
/// ```
package enum EffectState: String, Sendable, Hashable, CaseIterable {
    /// It waits for the relay, and for what comes before it at its ticket.
    case pending
    /// A request may be under way; the row says so before the request leaves.
    case sending
    /// It landed.
    case delivered
    /// The ticket was so already; nothing was sent.
    case noChange = "no_change"
    /// Somebody changed or answered the ticket meanwhile; nothing was sent.
    case superseded
    /// It did not land, and trying again would not help.
    case refused
    /// Its time ran out before it could leave.
    case expired
    /// Nobody knows whether it landed; the relay reads back.
    case unknown
    /// Reading back cannot tell; an operator decides (`usher outbox resolve`).
    case waitsForPerson = "waits_for_person"
    /// An effect before it, of the same run, was refused or is not known to have landed.
    case held
    /// Its run was in shadow; no sender exists for it.
    case recorded

    /// Whether the relay still has something to do for it, now or later.
    package var isOpen: Bool {
        switch self {
        case .pending, .sending, .unknown: true
        case .delivered, .noChange, .superseded, .refused, .expired, .waitsForPerson, .held, .recorded: false
        }
    }

    /// Whether it ended in a way that an operator should look at: a dead letter, or a question.
    package var needsOperator: Bool {
        switch self {
        case .refused, .expired, .waitsForPerson: true
        case .pending, .sending, .delivered, .noChange, .superseded, .unknown, .held, .recorded: false
        }
    }
}

/// The moves of an effect; each has one end, whatever state it begins from.
package enum EffectMove: String, Sendable, Hashable, CaseIterable {
    /// The relay is about to let the request leave.
    case send
    /// It landed: the answer said so, reading back proved it, or an operator says so.
    case deliver
    /// The provider cannot hold it, so it was kept in our store.
    case keep
    /// The ticket was found to be so already.
    case leave
    /// Somebody was faster.
    case supersede
    /// The provider or a rule of ours refused it.
    case refuse
    /// Its time ran out.
    case expire
    /// The request left, and nobody knows what became of it.
    case lose
    /// It is known not to have landed, and may be sent again.
    case notSent
    /// Reading back cannot tell.
    case ask
    /// An effect before it went wrong.
    case hold
    /// What held it back is settled.
    case release
    /// An operator lets it be tried again.
    case redrive

    /// The state that the move ends in.
    package var end: EffectState {
        switch self {
        case .send: .sending
        case .deliver, .keep: .delivered
        case .leave: .noChange
        case .supersede: .superseded
        case .refuse: .refused
        case .expire: .expired
        case .lose: .unknown
        case .notSent, .release, .redrive: .pending
        case .ask: .waitsForPerson
        case .hold: .held
        }
    }

    /// The states that it may begin from.
    package var starts: Set<EffectState> {
        switch self {
        case .send, .keep, .leave, .hold: [.pending]
        case .deliver: [.sending, .unknown, .waitsForPerson]
        case .supersede, .expire: [.pending]
        case .refuse: [.pending, .sending, .waitsForPerson]
        case .lose: [.sending]
        case .notSent: [.sending, .unknown, .waitsForPerson]
        case .ask: [.unknown]
        case .release: [.held]
        case .redrive: [.refused, .expired, .superseded, .held]
        }
    }
}

extension EffectState {
    /// The state after a move, or `nil` where the move is not possible from here.
    package func after(_ move: EffectMove) -> EffectState? {
        move.starts.contains(self) ? move.end : nil
    }
}
