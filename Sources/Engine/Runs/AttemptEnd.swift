import Store
import TicketModel

/// What the end of an attempt writes: the run's row, its effects, what is due later and `ctx.state`; all of it, or nothing.
///
/// It is made beside the transaction that writes it, for which everybody waits.
struct AttemptEnd: Sendable {
    /// Settles what only the store can tell.
    typealias Settlement = @Sendable (inout AttemptEnd, SQLTransaction) throws -> Void

    let run: RunRecord
    let row: RunEndingRow
    let at: Timestamp
    let outcome: RunWorker.Outcome
    var effects: [NewEffectRow] = []
    var runs: [NewRun] = []
    var stateWrites: [String: JSONValue] = [:]
    /// Is called in the transaction, before anything of the end is written.
    var settle: Settlement?

    init(of run: RunRecord, _ ending: RunEnding, _ outcome: RunWorker.Outcome) {
        self.run = run
        self.outcome = outcome
        at = ending.at
        row = RunEndingRow(run.id, fence: run.fence, ending)
    }

    /// Writes ends together: a statement for each kind of row, whatever their number.
    ///
    /// - Throws: where one of them may not be written, too.
    static func write(_ ends: [AttemptEnd], in transaction: SQLTransaction) throws -> [RunWorker.Outcome] {
        var ends = ends
        for place in ends.indices {
            if let settle = ends[place].settle { try settle(&ends[place], transaction) }
        }
        guard try RunTable.end(ends.map(\.row), in: transaction) == ends.count else {
            throw StoreFailure.fenced(ends[0].run.id)
        }
        try EffectTable.insert(ends.flatMap(\.effects), in: transaction)
        try RunTable.insert(ends.flatMap(\.runs), in: transaction)
        try writeStates(of: ends, in: transaction)
        return ends.map(\.outcome)
    }

    private struct Owner: Hashable, Comparable {
        let automation: String
        let mode: String

        static func < (one: Owner, other: Owner) -> Bool {
            (one.automation, one.mode) < (other.automation, other.mode)
        }
    }

    /// Of two that write the same key, the later one counts.
    private static func writeStates(of ends: [AttemptEnd], in transaction: SQLTransaction) throws {
        var states: [Owner: (values: [String: JSONValue], now: Timestamp)] = [:]
        for end in ends where !end.stateWrites.isEmpty {
            let owner = Owner(automation: end.run.automation, mode: end.run.mode)
            states[owner, default: ([:], end.at)].values.merge(end.stateWrites) { _, later in later }
        }
        // In one order everywhere, or two processes could wait for each other crosswise.
        for (owner, state) in states.sorted(by: { $0.key < $1.key }) {
            try PluginStateTable.write(
                state.values,
                automation: owner.automation,
                mode: owner.mode,
                now: state.now,
                in: transaction
            )
        }
    }
}
