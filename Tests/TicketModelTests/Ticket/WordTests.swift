import Testing
import TicketModel

struct WordTests {
    @Test(arguments: TicketStatus.allCases)
    func `every status reads back`(status: TicketStatus) throws {
        #expect(try StatusWord(parsing: status.rawValue) == .normalised(status))
        #expect(StatusWord.normalised(status).description == status.rawValue)
    }

    @Test func `a provider's own word is kept as it stands`() throws {
        #expect(try StatusWord(parsing: "raw:Wacht op klant") == .raw("Wacht op klant"))
        #expect(try StatusWord(parsing: "raw:raw:x").description == "raw:raw:x")
        #expect(try PriorityWord(parsing: "raw:3") == .raw("3"))
    }

    @Test(arguments: [
        ("opne", "\"opne\" is not a status; did you mean \"open\"? A provider's own word is written raw:WORD"),
        ("On-Hold", "\"On-Hold\" is not a status; did you mean \"on_hold\"? A provider's own word is written raw:WORD"),
        (
            "wacht",
            "\"wacht\" is not a status; write new, open, pending, on_hold, solved, closed or unknown, "
                + "or raw:WORD for a provider's own word"
        ),
        ("raw:", "\"raw:\" names no status; write the provider's own word behind it, as in raw:WORD"),
    ])
    func `an unknown status is refused with what to write`(text: String, problem: String) {
        #expect(problemText { try StatusWord(parsing: text) } == problem)
    }

    @Test(arguments: [
        ("hihg", "\"hihg\" is not a priority; did you mean \"high\"? A provider's own word is written raw:WORD"),
        (
            "panic",
            "\"panic\" is not a priority; write low, normal, high or urgent, or raw:WORD for a provider's own word"
        ),
        ("raw:", "\"raw:\" names no priority; write the provider's own word behind it, as in raw:WORD"),
    ])
    func `an unknown priority is refused with what to write`(text: String, problem: String) {
        #expect(problemText { try PriorityWord(parsing: text) } == problem)
    }

    @Test func `priorities order from low to urgent`() {
        #expect(TicketPriority.allCases.shuffled().sorted() == [.low, .normal, .high, .urgent])
    }

    @Test func `a status with another raw word shows both`() {
        #expect(ObservedStatus(.open, raw: "open").description == "open")
        #expect(ObservedStatus(.pending, raw: "Wacht").description == "pending (\"Wacht\")")
        #expect(ObservedStatus(.pending, raw: "Wacht").matches(.raw("Wacht")))
        #expect(!ObservedStatus(.pending, raw: "Wacht").matches(.raw("wacht")))
        #expect(!ObservedStatus(.open).matches(.raw("open")))
    }
}
