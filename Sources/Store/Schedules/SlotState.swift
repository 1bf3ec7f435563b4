/// What became of a slot: one time of a schedule's calendar.
///
/// ```
///              due                run over
/// planned ─────────────► started ◄───────── waiting
///    │ ├──► waiting                            │
///    │ ├──► skipped · collapsed · missed       │
///    └─┴──► voided ◄──────────────────────────-┘
/// ```
///
/// An operator may start what was skipped, collapsed or missed afterwards. `planned` is made before the slot is due, by whoever decides the one before it. All other states have a reason, but for a
/// slot that was started in time. Only a clock that is put back voids what was decided.
package enum SlotState: String, Sendable, Hashable, CaseIterable {
    /// It waits for its time.
    case planned
    /// Its time has come, and it waits for the run of an earlier slot to be over.
    case waiting
    /// Its run was made, in the same commit; a late one says how late.
    case started
    /// An earlier slot's run was not over, or the schedule was paused.
    case skipped
    /// A later slot stands for it.
    case collapsed
    /// Nobody began it in time.
    case missed
    /// Its schedule was changed or removed before it began, or the clock was put back before it.
    case voided
}

/// The channel that is woken when slots are planned by anybody.
package enum SlotChannel {
    package static let name = "slots"
}
