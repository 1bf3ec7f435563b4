import Testing
import TicketModel

struct TicketIDTests {
    @Test(arguments: [
        ("portal/tic_1", "portal", "tic_1"),
        ("git/owner/repo#7", "git", "owner/repo#7"),
        ("a/ ", "a", " "),
        ("a//", "a", "/"),
    ])
    func `the first slash divides`(text: String, connection: String, id: String) throws {
        let ticket = try TicketID(parsing: text)
        #expect(ticket == TicketID(connection: connection, id: id))
        #expect(ticket.description == text)
    }

    @Test(arguments: [
        ("tic_1", "\"tic_1\" names no connection; write CONNECTION/ID, as in portal/tic_1"),
        ("", "\"\" names no connection; write CONNECTION/ID, as in portal/tic_1"),
        ("/tic_9", "\"/tic_9\" names no connection; write CONNECTION/ID, as in portal/tic_9"),
        ("/", "\"/\" names no connection; write CONNECTION/ID, as in portal/tic_1"),
        ("desk/", "\"desk/\" names no ticket; write CONNECTION/ID, as in desk/tic_1"),
    ])
    func `a part that is missing is named`(text: String, problem: String) {
        #expect(problemText { try TicketID(parsing: text) } == problem)
    }

    @Test func `tickets order by connection, then by id`() throws {
        let texts = ["b/1", "a/2", "a/10"]
        #expect(try texts.map { try TicketID(parsing: $0) }.sorted().map(\.description) == ["a/10", "a/2", "b/1"])
    }
}
