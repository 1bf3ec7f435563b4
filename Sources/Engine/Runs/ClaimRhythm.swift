/// When to look for runs again: not after each end, but once a part of what is under way has ended.
///
/// A look costs a commit; a worker that looked after every end would do little else.
struct ClaimRhythm: Sendable {
    private var atLastLook = 0
    private var endedSince = 0
    private var wasWoken = false

    /// Whether enough has ended since the last look, or something may have become due meanwhile.
    func isDue(running: Int) -> Bool { running == 0 || wasWoken || endedSince >= max(1, atLastLook / 4) }

    /// Notes a look, and how many runs are under way after it.
    mutating func claimed(running: Int) {
        atLastLook = running
        endedSince = 0
        wasWoken = false
    }

    /// Notes that something may have become due.
    mutating func woken() {
        wasWoken = true
    }

    /// Notes the end of a run.
    mutating func ended() {
        endedSince += 1
    }
}
