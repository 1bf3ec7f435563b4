import Testing
import TicketModel

struct TicketFailureTests {
    private static let kinds: [(ErrorKind, String, Int32, Bool)] = [
        (ErrorKind.auth, "auth", Int32(5), false),
        (.forbidden, "forbidden", 5, false),
        (.license, "license", 5, false),
        (.notFound, "not_found", 4, false),
        (.invalid, "invalid", 5, false),
        (.conflict, "conflict", 5, false),
        (.rateLimited, "rate_limited", 1, true),
        (.notAllowed, "not_allowed", 5, false),
        (.unsupported, "unsupported", 3, false),
        (.transient, "transient", 1, true),
        (.unknownOutcome, "unknown_outcome", 6, false),
        (.protocolError, "protocol", 1, false),
    ]

    @Test(arguments: kinds)
    func `each kind has its word, exit code and answer to retrying`(
        kind: ErrorKind,
        word: String,
        code: Int32,
        isRetryable: Bool
    ) {
        #expect(kind.rawValue == word)
        #expect(kind.exitCode == code)
        #expect(TicketFailure(kind, "x").isRetryable == isRetryable)
    }

    @Test func `the kinds are twelve`() {
        #expect(ErrorKind.allCases.count == 12)
    }

    @Test func `JSON has what applies`() {
        #expect(TicketFailure(.transient, "Try later.").json == ["kind": "transient", "message": "Try later."])
        let failure = TicketFailure(
            .invalid,
            "No.",
            connection: "c",
            status: 422,
            code: "E1",
            providerMessage: "Nee",
            retryAfter: .milliseconds(1500),
            fields: ["subject": ["too long"]]
        )
        #expect(
            failure.json == [
                "kind": "invalid", "message": "No.", "connection": "c", "status": 422, "code": "E1",
                "provider_message": "Nee", "retry_after": 1.5, "fields": ["subject": ["too long"]],
            ]
        )
    }

    @Test(arguments: [
        (TicketOperation.list, "list tickets"),
        (.get, "read a single ticket"),
        (.messages, "read a ticket's messages"),
        (.reply, "reply to a ticket"),
        (.note, "add a note"),
        (.setStatus, "set a status"),
        (.setPriority, "set a priority"),
        (.assign, "assign a ticket"),
        (.setTags, "change a ticket's tags"),
        (.create, "create a ticket"),
        (.attach, "attach a file"),
    ])
    func `what a provider lacks is said in one sentence`(operation: TicketOperation, phrase: String) {
        let failure = TicketFailure.unsupported(operation, provider: "mijnklantportaal", connection: "portal")
        #expect(failure.kind == .unsupported)
        #expect(failure.connection == "portal")
        #expect(failure.message == "mijnklantportaal cannot \(phrase); no request was made.")
    }

    @Test func `a status that cannot be set is told with those that can`() {
        let failure = TicketFailure.unsupported(
            .setStatus,
            target: "on_hold",
            possible: ["open", "closed"],
            provider: "ippanel",
            connection: nil
        )
        #expect(
            failure.message
                == "ippanel cannot set a status to \"on_hold\", only to open or closed; no request was made."
        )
    }
}
