import Foundation
import Testing
import TicketModel

/// Request Tracker's own API, REST 2.
struct RawRequestTracker: RawDesk {
    let agent: Curl
    let requester: Curl
    let queue: String

    func create(subject: String, text: String) async throws -> String {
        let ticket: JSONValue = [
            "Queue": .string(queue), "Subject": .string(subject), "Content": .string(text), "ContentType": "text/plain",
            "Requestor": "alice@example.org",
        ]
        let answer = try await requester.change("POST", "/ticket", ticket).json()
        return try #require(answer["id"]?.stringValue)
    }

    func change(_ id: String, _ change: RawChange) async throws {
        var members: [String: JSONValue] = [:]
        members["Status"] = change.status.map(JSONValue.string)
        members["Priority"] = change.priority.map(JSONValue.string)
        members["Owner"] = change.isAssigned.map { $0 ? "bot" : "Nobody" }
        var fields: [String: JSONValue] = [:]
        fields["Tags"] = change.tags.map { .array($0.map(JSONValue.string)) }
        fields["Severity"] = change.severity.map(JSONValue.string)
        if !fields.isEmpty { members["CustomFields"] = .object(fields) }
        _ = try await agent.change("PUT", "/ticket/\(id)", .object(members))
    }

    func add(_ text: String, to id: String, by user: RealServer.User, isInternal: Bool) async throws {
        let curl = user == .requester ? requester : agent
        let path = "/ticket/\(id)/\(isInternal ? "comment" : "correspond")"
        _ = try await curl.change("POST", path, ["Content": .string(text), "ContentType": "text/plain"])
    }

    func read(_ id: String) async throws -> RawTicket {
        let ticket = try await agent.get("/ticket/\(id)").json()
        let query = ["fields": "Type", "per_page": "100", "orderby": "id"]
        let history = try await agent.get("/ticket/\(id)/history", query: query).json()
        let parts = try await agent.get(
            "/ticket/\(id)/attachments",
            query: ["fields": "Filename,ContentType,TransactionId", "per_page": "100", "orderby": "id"]
        ).json()
        var messages: [RawMessage] = []
        for entry in try #require(history["items"]?.arrayValue) {
            guard let id = entry["id"]?.stringValue, let type = entry["Type"]?.stringValue,
                ["Create", "Correspond", "Comment"].contains(type)
            else { continue }
            let own = (parts["items"]?.arrayValue ?? []).filter { $0["TransactionId"]?.stringValue == id }
            messages.append(try await message(id, own, isInternal: type == "Comment"))
        }
        let owner = ticket[path: "Owner.id"]?.stringValue
        return RawTicket(
            subject: ticket["Subject"]?.stringValue ?? "",
            status: ticket["Status"]?.stringValue ?? "",
            priority: ticket["Priority"]?.stringValue ?? "",
            assignee: owner == "Nobody" ? nil : owner,
            requester: ticket["Requestor"]?[0]?["id"]?.stringValue,
            tags: Self.field("Tags", of: ticket),
            severity: Self.field("Severity", of: ticket).first,
            messages: messages
        )
    }

    private func message(_ id: String, _ parts: [JSONValue], isInternal: Bool) async throws -> RawMessage {
        var message = RawMessage(id: id, text: "", isInternal: isInternal, files: [])
        for part in parts {
            let name = part["Filename"]?.stringValue ?? ""
            if !name.isEmpty {
                message.files.append(name)
            } else if part["ContentType"]?.stringValue == "text/plain", let id = part["id"]?.stringValue {
                message.text += String(decoding: try await content(id), as: UTF8.self)
            }
        }
        return message
    }

    private static func field(_ name: String, of ticket: JSONValue) -> [String] {
        let field = ticket["CustomFields"]?.arrayValue?.first { $0["name"]?.stringValue == name }
        return field?["values"]?.arrayValue?.compactMap(\.stringValue) ?? []
    }

    private func content(_ id: String) async throws -> [UInt8] {
        let answer = try await agent.get("/attachment/\(id)").json()
        let text = answer["Content"]?.stringValue ?? ""
        return Array(try #require(Data(base64Encoded: text, options: .ignoreUnknownCharacters)))
    }

    func ids() async throws -> [String] {
        var ids: [String] = []
        var page = 1
        while true {
            let query = ["query": "Queue = '\(queue)'", "orderby": "id", "per_page": "100", "page": "\(page)"]
            let rows = try #require(try await agent.get("/tickets", query: query).json()["items"]?.arrayValue)
            guard !rows.isEmpty else { return ids }
            ids += rows.compactMap { $0["id"]?.stringValue }
            page += 1
        }
    }

    func download(_ attachment: MessageAttachment) async throws -> [UInt8] {
        try await content(try #require(attachment.id))
    }

    func delete(_ id: String) async throws {
        let answer = try await agent.send("DELETE", "/ticket/\(id)")
        try #require(answer.status == 204)
    }
}
