import Testing
import TicketModel

@testable import PluginHost

/// A filter that finds some of the seeded tickets and not others.
struct FilterCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Whether the server can be asked for less by it.
    var isPushed = true
    /// Makes the filter's terms of the seeded tickets.
    let terms: @Sendable (RealServer, [Ticket]) throws -> [String: JSONValue]

    func filter(_ server: RealServer, _ seeded: [Ticket]) throws -> TicketFilter {
        try TicketFilter(try terms(server, seeded), zone: nil)
    }

    static let pushed = all.filter(\.isPushed)

    static let all: [FilterCase] =
        [
            FilterCase("status new", "status", "new"), FilterCase("two statuses", "status", ["open", "pending"]),
            FilterCase("a raw status") { server, _ in ["status": .string("raw:\(server.raw(.pending) ?? "")")] },
            FilterCase("priority high", "priority", "high"),
            FilterCase("two priorities", "priority", ["high", "urgent"]),
            FilterCase("a raw priority") { server, _ in
                ["priority": .string("raw:\(server.raw(TicketPriority.high) ?? "")")]
            },
            FilterCase("a tag", "tag", "printer"), FilterCase("two tags", "tag", ["printer", "fire"]),
            FilterCase("the assignee by name", "assignee", "robot helper"),
            FilterCase("no assignee", "assignee", "none"),
            FilterCase("the assignee by id") { _, seeded in
                let ids = seeded.compactMap { $0.assignee.value?.id }
                return ["assignee": .string(try #require(ids.first))]
            },
            FilterCase("a text in the subject", "text", "paper JAM"),
            FilterCase("a text in the body", "text", "late, says"),
            FilterCase("a text with accents", isPushed: false) { _, _ in ["text": "RECHNUNG für köln"] },
            FilterCase("a text that quotes", isPushed: false) { _, _ in
                ["text": "parcel late, says \"alice\" & <friends>"]
            },
            FilterCase("no tags", isPushed: false) { _, _ in ["lacks": "tags"] },
            FilterCase("a status and a tag") { _, _ in ["status": "new", "tag": "printer"] },
        ] + ["created", "updated"].flatMap(times)

    private static func times(_ name: String) -> [FilterCase] {
        [
            FilterCase("\(name) after", isPushed: false) { _, seeded in
                ["\(name)_after": .number(try earliest(name, seeded)), "tag": "printer"]
            },
            FilterCase("\(name) before", isPushed: false) { _, seeded in
                ["\(name)_before": .number(try earliest(name, seeded) + 1), "tag": "printer"]
            },
        ]
    }

    /// The earliest time of the seeded tickets about printers.
    private static func earliest(_ name: String, _ seeded: [Ticket]) throws -> Double {
        let printers = seeded.filter { $0.tags.value?.contains("printer") ?? false }
        let times = printers.compactMap { name == "created" ? $0.createdAt.value : $0.updatedAt.value }
        return try #require(times.min()).secondsSinceEpoch
    }

    init(
        _ name: String,
        isPushed: Bool = true,
        _ terms: @escaping @Sendable (RealServer, [Ticket]) throws -> [String: JSONValue]
    ) {
        testDescription = name
        self.isPushed = isPushed
        self.terms = terms
    }

    init(_ name: String, _ key: String, _ value: JSONValue) {
        self.init(name) { _, _ in [key: value] }
    }
}
