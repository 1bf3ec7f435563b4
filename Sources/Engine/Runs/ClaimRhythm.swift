/// When to look for runs again: not after each end, but once a part of what is under way has ended.
///
/// A look costs a commit; a worker that looked after every end would do little else.
struct ClaimRhythm: Sendable {
    private var atLastLook = 0
    private var endedSince = 0
    private var isAwake = false

    /// Whether enough has ended since the last look.
    func isDue(running: Int) -> Bool { isAwake || running == 0 || endedSince >= max(1, atLastLook / 4) }

    /// Notes a look, and how many runs are under way after it.
    mutating func claimed(running: Int) {
        atLastLook = running
        endedSince = 0
        isAwake = false
    }

    /// Notes that something may have become due.
    mutating func woken() {
        isAwake = true
    }

    /// Notes the end of a run.
    mutating func ended() {
        endedSince += 1
    }
}
