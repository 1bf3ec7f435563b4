import Foundation
import Testing
import TicketModel

/// A ticket server that `scripts/servers` has brought up.
enum RealServer: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case requestTracker = "request-tracker"
    case redmine

    /// The folder of all servers; nil where none are up.
    static let folder = ProcessInfo.processInfo.environment["USHER_REAL_SERVERS"]

    var testDescription: String { rawValue }

    /// What the server's `env` file says: BASE_URL, TOKEN, and the headers of three users.
    func environment() throws -> [String: String] {
        let file = "\(try #require(Self.folder))/\(rawValue)/env"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        var values: [String: String] = [:]
        for match in text.matches(of: #/(?m)^(\w+)='(.*)'$/#) { values[String(match.1)] = String(match.2) }
        return values
    }

    /// A user that the server was seeded with.
    enum User: String, Sendable {
        /// Whose token a connection has.
        case agent = "AUTH"
        case requester = "REQUESTER_AUTH"
        case admin = "ADMIN_AUTH"
    }

    /// The server's raw API, as one of its users sees it.
    func curl(as user: User = .agent) throws -> Curl {
        let values = try environment()
        let credentials: String = try #require(values[user.rawValue])
        return Curl(baseURL: try #require(values["BASE_URL"]), credentials: credentials)
    }

    /// The part of a server that a connection reads: a queue or a project.
    enum Place: Sendable {
        case usual
        /// Where the automations run, which take every ticket that there is.
        case apart
    }

    /// The settings of a connection, as they stand in `usher.yaml`.
    func settings(_ place: Place = .usual) throws -> [String: JSONValue] {
        let values = try environment()
        var settings: [String: JSONValue] = [
            "base_url": .string(try #require(values["BASE_URL"])), "token": .string(try #require(values["TOKEN"])),
            "tags_field": "Tags",
        ]
        switch self {
        case .requestTracker:
            let queue: JSONValue = place == .usual ? "Support" : "General"
            settings.merge(["queue": queue, "queues": [queue]]) { $1 }
        case .redmine: settings["project"] = place == .usual ? "support" : "billing"
        }
        return settings
    }

    /// What is read and written without our plugin.
    func raw(_ place: Place = .usual) throws -> any RawDesk {
        let (agent, requester) = (try curl(), try curl(as: .requester))
        switch self {
        case .requestTracker:
            return RawRequestTracker(agent: agent, requester: requester, queue: place == .usual ? "Support" : "General")
        case .redmine:
            return RawRedmine(agent: agent, requester: requester, project: place == .usual ? "support" : "billing")
        }
    }

    /// The agent's name, as a ticket's assignee has it.
    var agent: String { "Robot Helper" }

    var requester: String { "Alice Customer" }

    /// The server's word for a status; nil where it has none.
    func raw(_ status: TicketStatus) -> String? {
        switch self {
        case .requestTracker:
            ["new": "new", "open": "open", "pending": "stalled", "solved": "resolved"][status.rawValue]
        case .redmine:
            [
                "new": "New", "open": "In Progress", "pending": "Feedback", "solved": "Resolved", "closed": "Closed",
            ][status.rawValue]
        }
    }

    /// The server's word for a priority; nil where it has none.
    func raw(_ priority: TicketPriority) -> String? {
        switch self {
        case .requestTracker: ["low": "0", "normal": "50", "high": "100"][priority.rawValue]
        case .redmine: ["low": "Low", "normal": "Normal", "high": "High", "urgent": "Urgent"][priority.rawValue]
        }
    }

    /// How a ticket is ended here.
    var ended: TicketStatus { self == .redmine ? .closed : .solved }
}
