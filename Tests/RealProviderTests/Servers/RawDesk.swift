import TicketModel

/// A server's own API, so far as the tests need it: all of it by `curl`, none of it through a plugin.
protocol RawDesk: Sendable {
    /// Makes a ticket as the requester.
    /// - Returns: its id.
    func create(subject: String, text: String) async throws -> String
    /// Changes a ticket as the agent, in the server's own words.
    func change(_ id: String, _ change: RawChange) async throws
    /// Adds a public message of the requester, or a message of the agent.
    func add(_ text: String, to id: String, by user: RealServer.User, isInternal: Bool) async throws
    func read(_ id: String) async throws -> RawTicket
    /// The ids of all tickets of this place.
    func ids() async throws -> [String]
    /// A file's bytes.
    func download(_ attachment: MessageAttachment) async throws -> [UInt8]
    func delete(_ id: String) async throws
}

extension RawDesk {
    func reply(_ text: String, to id: String) async throws {
        try await add(text, to: id, by: .agent, isInternal: false)
    }

    func note(_ text: String, to id: String) async throws {
        try await add(text, to: id, by: .agent, isInternal: true)
    }

    func hear(_ text: String, on id: String) async throws {
        try await add(text, to: id, by: .requester, isInternal: false)
    }
}

/// What is to be changed; nil stays as it is.
struct RawChange: Sendable {
    var status: String?
    var priority: String?
    var isAssigned: Bool?
    var tags: [String]?
    var severity: String?
}

/// A ticket as the server has it.
struct RawTicket: Sendable {
    var subject: String
    var status: String
    var priority: String
    /// The id, as the server tells it.
    var assignee: String?
    var requester: String?
    var tags: [String]
    var severity: String?
    var messages: [RawMessage]
}

struct RawMessage: Sendable, Equatable {
    var id: String
    var text: String
    var isInternal: Bool
    /// The names of the files.
    var files: [String]
}
