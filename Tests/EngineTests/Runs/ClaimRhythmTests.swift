import Testing

@testable import Engine

struct ClaimRhythmTests {
    @Test func `the first look is due at once, and no other while it lasts`() {
        var rhythm = ClaimRhythm()
        #expect(rhythm.isDue)
        rhythm.looks()
        rhythm.woken()
        #expect(!rhythm.isDue && rhythm.isLooking)
        rhythm.looked(running: 8)
        // What became due during the look may not have been seen by it.
        #expect(rhythm.isDue)
    }

    @Test func `the next look is due once a quarter has ended, also while the last one went on`() {
        var rhythm = ClaimRhythm()
        rhythm.looks()
        rhythm.looked(running: 8)
        rhythm.ended()
        #expect(!rhythm.isDue)
        rhythm.ended()
        #expect(rhythm.isDue)
        rhythm.looks()
        rhythm.ended()
        rhythm.looked(running: 0)
        #expect(rhythm.isDue)
    }

    @Test func `after a look that found nothing none is due before somebody wakes it`() {
        var rhythm = ClaimRhythm()
        rhythm.looks()
        rhythm.looked(running: 0)
        #expect(!rhythm.isDue)
        rhythm.woken()
        #expect(rhythm.isDue)
    }
}
