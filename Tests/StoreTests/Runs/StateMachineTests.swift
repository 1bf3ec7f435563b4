import Store
import Testing

struct StateMachineTests {
    /// Every move of a run that is possible; all others are not.
    private static let runMoves: [RunMove: [RunState]] = [
        .claim: [.available, .retrying, .running],
        .finish: [.running],
        .fail: [.running],
        .handBack: [.running],
        .giveUp: [.running],
        .redrive: [.quarantined, .cancelled, .retrying],
        .cancel: [.available, .retrying, .quarantined],
        .replace: [.available, .retrying, .running],
    ]

    @Test(arguments: RunMove.allCases)
    func `a run moves only as the table says`(move: RunMove) {
        for state in RunState.allCases {
            let isPossible = Self.runMoves[move, default: []].contains(state)
            #expect(state.after(move) == (isPossible ? move.end : nil), "\(state) \(move)")
        }
    }

    @Test func `what is done stays done`() {
        for move in RunMove.allCases { #expect(RunState.done.after(move) == nil) }
    }

    @Test(
        arguments: [
            (.pending, .send, .sending), (.sending, .deliver, .delivered), (.sending, .lose, .unknown),
            (.sending, .notSent, .pending), (.unknown, .deliver, .delivered), (.unknown, .notSent, .pending),
            (.unknown, .ask, .waitsForPerson), (.waitsForPerson, .deliver, .delivered),
            (.waitsForPerson, .notSent, .pending), (.waitsForPerson, .refuse, .refused), (.pending, .hold, .held),
            (.held, .release, .pending), (.refused, .redrive, .pending), (.expired, .redrive, .pending),
            (.pending, .leave, .noChange), (.pending, .supersede, .superseded), (.pending, .expire, .expired),
        ] as [(EffectState, EffectMove, EffectState)]
    )
    func `an effect moves as the diagram says`(start: EffectState, move: EffectMove, end: EffectState) {
        #expect(start.after(move) == end)
    }

    @Test(arguments: EffectState.allCases)
    func `only what waits can be sent, and redriving is no proof that something has not left`(
        state: EffectState
    ) {
        #expect((state.after(.send) != nil) == (state == .pending))
        if state == .delivered || state == .noChange || state == .recorded {
            for move in EffectMove.allCases { #expect(state.after(move) == nil, "\(state) \(move)") }
        }
        // Redriving is no proof: whatever may have landed must not be tried again by it.
        if [.sending, .unknown, .waitsForPerson].contains(state) { #expect(state.after(.redrive) == nil) }
    }

    @Test func `an effect that is shadow's never leaves`() {
        #expect(EffectMove.allCases.allSatisfy { !$0.starts.contains(.recorded) })
    }
}
