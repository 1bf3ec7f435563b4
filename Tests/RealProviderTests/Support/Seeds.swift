import Testing
import TicketModel

/// Tickets that the reading tests share, made once for each server, by `curl`.
actor Seeds {
    static let shared = Seeds()

    private var made: [RealServer: Task<[String], any Error>] = [:]

    /// The ids of a server's seeded tickets.
    ///
    /// Their statuses, priorities, tags, assignees and severities differ; the second one's text has accents, the third
    /// one has messages of every kind.
    func tickets(of server: RealServer) async throws -> [String] {
        if let task = made[server] { return try await task.value }
        let task = Task { try await Self.make(at: try server.raw(), of: server) }
        made[server] = task
        return try await task.value
    }

    private static func make(at raw: any RawDesk, of server: RealServer) async throws -> [String] {
        var ids: [String] = []
        let subjects = [
            "Printer on fire", "Rechnung für Köln", "Slow lines", "Paper jam", "No dial tone", "Login lost",
            "Parcel late",
        ]
        for subject in subjects {
            let text = "About it: \(subject.lowercased()), says \"Alice\" & <friends>.\nSince noon. 票"
            ids.append(try await raw.create(subject: subject, text: text))
        }
        try await raw.change(ids[0], RawChange(priority: server.raw(.high), tags: ["fire", "printer"]))
        try await raw.change(ids[1], RawChange(status: server.raw(.open), isAssigned: true, tags: ["billing"]))
        try await raw.hear("Is anybody there?", on: ids[2])
        try await raw.note("She is a vip.", to: ids[2])
        try await raw.reply("We are.\nGrüße & <3", to: ids[2])
        try await raw.change(ids[2], RawChange(status: server.raw(.pending), isAssigned: true))
        try await raw.change(ids[3], RawChange(tags: ["printer"], severity: "low"))
        try await raw.change(ids[4], RawChange(priority: server.raw(.low), severity: "high"))
        try await raw.change(ids[5], RawChange(status: server.raw(.solved), tags: ["vip"]))
        return ids
    }
}
