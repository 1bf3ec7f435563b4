import Testing
import TicketModel

struct FoldedTextTests {
    @Test(arguments: [
        ("Ångström", "angstrom"), ("CAFÉ", "cafe\u{301}"), ("Straße", "STRASSE"), ("ΟΔΟΣ", "οδος"),
        ("İstanbul", "istanbul"),
        ("كِتَاب", "كتاب"), ("한국", "한"), ("banana", "ana"), ("aabaabaac", "aabaac"),
    ])
    func `case and diacritics do not count`(text: String, part: String) {
        #expect(FoldedText(text).contains(FoldedText(part)))
    }

    @Test(arguments: [("カ", "ガ"), ("abc", "abcd"), ("aabaab", "aabb"), ("", "a")])
    func `other letters do`(text: String, part: String) {
        #expect(!FoldedText(text).contains(FoldedText(part)))
    }

    @Test(.timeLimit(.minutes(1)))
    func `a search that almost matches everywhere takes linear time`() {
        let text = FoldedText(String(repeating: "a", count: 1_000_000))
        #expect(!text.contains(FoldedText(String(repeating: "a", count: 100_000) + "b")))
    }
}
