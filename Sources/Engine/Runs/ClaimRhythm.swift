/// When to look for runs again: not after each end, but once a part of what is under way has ended.
///
/// A look costs a commit; a worker that looked after every end would do little else.
struct ClaimRhythm: Sendable {
    /// Whether a look is under way.
    private(set) var isLooking = false
    private var atLastLook = 0
    private var endedSince = 0
    /// The first look is due at once.
    private var wasWoken = true

    /// Whether enough has ended since the last look, or something may have become due meanwhile.
    var isDue: Bool { !isLooking && (wasWoken || endedSince >= max(1, atLastLook / 4)) }

    /// Notes that a look begins.
    mutating func looks() {
        isLooking = true
        endedSince = 0
        wasWoken = false
    }

    /// Notes the end of a look, and how many runs are under way after it.
    mutating func looked(running: Int) {
        isLooking = false
        atLastLook = running
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
