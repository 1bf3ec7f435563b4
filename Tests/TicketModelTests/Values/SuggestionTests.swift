import Testing
import TicketModel

struct SuggestionTests {
    private let words = ["open", "pending", "on_hold", "set_status", "set_priority", "to", "a"]

    @Test(arguments: [
        ("opne", "open"), ("Open", "open"), ("pendng", "pending"), ("on-hold", "on_hold"), ("set_statsu", "set_status"),
        ("set_prority", "set_priority"),
    ])
    func `a slip of the keys is found`(word: String, meant: String) {
        #expect(Suggestion.closest(to: word, among: words) == meant)
    }

    @Test(arguments: ["", "xyz", "b", "closed", "reply"])
    func `what resembles nothing gets no suggestion`(word: String) {
        #expect(Suggestion.closest(to: word, among: words) == nil)
    }

    @Test func `a monstrous word costs nothing`() {
        let monster = String(repeating: "open", count: 100_000)
        #expect(Suggestion.closest(to: monster, among: [monster]) == nil)
    }
}
