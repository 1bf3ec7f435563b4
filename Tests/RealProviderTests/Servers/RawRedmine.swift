import Testing
import TicketModel

/// Redmine's own API.
struct RawRedmine: RawDesk {
    let agent: Curl
    let requester: Curl
    let project: String

    private static let tags: Int64 = 1
    private static let severity: Int64 = 2

    func create(subject: String, text: String) async throws -> String {
        let issue: JSONValue = [
            "project_id": .string(project), "subject": .string(subject), "description": .string(text),
        ]
        let answer = try await requester.change("POST", "/issues.json", ["issue": issue]).json()
        return "\(try #require(answer[path: "issue.id"]?.integerValue))"
    }

    func change(_ id: String, _ change: RawChange) async throws {
        var members: [String: JSONValue] = [:]
        if let status = change.status {
            members["status_id"] = try await number(of: status, at: "/issue_statuses.json", "issue_statuses")
        }
        if let priority = change.priority {
            let path = "/enumerations/issue_priorities.json"
            members["priority_id"] = try await number(of: priority, at: path, "issue_priorities")
        }
        if let isAssigned = change.isAssigned {
            let me = try await agent.get("/users/current.json").json()
            members["assigned_to_id"] = isAssigned ? me[path: "user.id"] : ""
        }
        var fields: [JSONValue] = []
        if let tags = change.tags {
            fields.append(["id": .integer(Self.tags), "value": .array(tags.map(JSONValue.string))])
        }
        if let severity = change.severity {
            fields.append(["id": .integer(Self.severity), "value": .string(severity)])
        }
        if !fields.isEmpty { members["custom_fields"] = .array(fields) }
        _ = try await agent.change("PUT", "/issues/\(id).json", ["issue": .object(members)])
    }

    private func number(of name: String, at path: String, _ key: String) async throws -> JSONValue {
        let rows = try #require(try await agent.get(path).json()[key]?.arrayValue)
        return try #require(rows.first { $0["name"]?.stringValue == name }?["id"])
    }

    func add(_ text: String, to id: String, by user: RealServer.User, isInternal: Bool) async throws {
        let notes: JSONValue = ["notes": .string(text), "private_notes": .bool(isInternal)]
        let curl = user == .requester ? requester : agent
        _ = try await curl.change("PUT", "/issues/\(id).json", ["issue": notes])
    }

    func read(_ id: String) async throws -> RawTicket {
        let answer = try await agent.get("/issues/\(id).json", query: ["include": "journals,attachments"]).json()
        let issue = try #require(answer["issue"])
        let journals = try #require(issue["journals"]?.arrayValue)
        let named = journals.flatMap(Self.files)
        let all = try #require(issue["attachments"]?.arrayValue).compactMap { $0["filename"]?.stringValue }
        let description = RawMessage(
            id: "description",
            text: (issue["description"]?.stringValue ?? "").replacing("\r\n", with: "\n"),
            isInternal: false,
            files: all.filter { !named.contains($0) }
        )
        return RawTicket(
            subject: issue["subject"]?.stringValue ?? "",
            status: issue[path: "status.name"]?.stringValue ?? "",
            priority: issue[path: "priority.name"]?.stringValue ?? "",
            assignee: issue[path: "assigned_to.id"]?.integerValue.map(String.init),
            requester: issue[path: "author.id"]?.integerValue.map(String.init),
            tags: Self.field(Self.tags, of: issue)?.arrayValue?.compactMap(\.stringValue) ?? [],
            severity: Self.field(Self.severity, of: issue)?.stringValue.flatMap { $0.isEmpty ? nil : $0 },
            messages: [description] + journals.compactMap(Self.message)
        )
    }

    private static func field(_ id: Int64, of issue: JSONValue) -> JSONValue? {
        issue["custom_fields"]?.arrayValue?.first { $0["id"]?.integerValue == id }?["value"]
    }

    private static func message(_ journal: JSONValue) -> RawMessage? {
        let text = journal["notes"]?.stringValue ?? ""
        guard !text.isEmpty, let id = journal["id"]?.integerValue else { return nil }
        return RawMessage(
            id: String(id),
            text: text,
            isInternal: journal["private_notes"] == true,
            files: files(of: journal)
        )
    }

    private static func files(of journal: JSONValue) -> [String] {
        let details = journal["details"]?.arrayValue ?? []
        return details.filter { $0["property"]?.stringValue == "attachment" }.compactMap {
            $0["new_value"]?.stringValue
        }
    }

    func ids() async throws -> [String] {
        var ids: [String] = []
        while true {
            let query = [
                "status_id": "*", "project_id": project, "sort": "id", "limit": "100", "offset": "\(ids.count)",
            ]
            let rows = try #require(try await agent.get("/issues.json", query: query).json()["issues"]?.arrayValue)
            guard !rows.isEmpty else { return ids }
            ids += rows.compactMap { $0["id"]?.integerValue.map(String.init) }
        }
    }

    func download(_ attachment: MessageAttachment) async throws -> [UInt8] {
        try await agent.send("GET", try #require(attachment.url)).body
    }

    func delete(_ id: String) async throws {
        let answer = try await agent.send("DELETE", "/issues/\(id).json")
        try #require(answer.status == 204)
    }
}
