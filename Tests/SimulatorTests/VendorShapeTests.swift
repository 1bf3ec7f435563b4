import Simulator
import Testing

/// The keys are those of the samples on the vendors' own pages.
struct VendorShapeTests {
    @Test func `MijnKlantportaal lists as its page shows`() async throws {
        try await withSimulator(.mijnklantportaal, options: .fixed(ticketCount: 16)) { _, wire in
            let reply = try await wire.send(.GET, "/tickets")
            #expect(reply.status == 200)
            #expect(reply.headers["Content-Type"] == ["application/json"])
            #expect(
                reply.keys == [
                    "current_page", "data", "first_page_url", "from", "next_page_url", "path", "per_page",
                    "prev_page_url", "to",
                ]
            )
            let path = "\(wire.address.baseURL)/tickets"
            #expect(reply.json["next_page_url"]?.text == "\(path)?page=2,")
            #expect(reply.json["first_page_url"]?.text == "\(path)?page=1")
            #expect(reply.json["path"]?.text == path)
            #expect(reply.json["prev_page_url"] == .null)
            #expect(reply.json["per_page"] == 15)
            #expect(reply.json["from"] == 1)
            #expect(reply.json["to"] == 15)
            let row = try #require(reply.json["data"]?[0])
            #expect(row.keys.sorted() == ["createdAt", "customerId", "id", "source", "status", "title"])
            #expect(row["id"]?.text?.wholeMatch(of: /tic_[a-z0-9]{15}/) != nil)
            let stamp = try #require(row["createdAt"]?.text)
            #expect(stamp.wholeMatch(of: /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+0[12]:00/) != nil)
        }
    }

    @Test func `MijnKlantportaal shows a ticket as its page shows`() async throws {
        try await withSimulator(.mijnklantportaal) { simulator, wire in
            let ticket = try #require(await simulator.tickets().first { $0.subject == "Invoice issue" })
            let json = try await wire.send(.GET, "/tickets/\(ticket.id)").json
            #expect(
                json.keys.sorted() == ["createdAt", "customerId", "id", "messages", "source", "status", "title"]
            )
            #expect(json["messages"]?.elements.count == 3)
            let message = try #require(json["messages"]?[0])
            #expect(
                message.keys.sorted() == ["attachments", "id", "isPostedByCustomer", "message", "postedAt", "postedBy"]
            )
            #expect(message["message"] == "<p>Hello, help me with my invoice please</p>")
            #expect(message["isPostedByCustomer"] == true)
            #expect(message["postedBy"] == "John Appleseed")
            #expect(json["messages"]?[1]?["isPostedByCustomer"] == false)
        }
    }

    @Test func `KlinkCX lists as its page shows, with and without what is embedded`() async throws {
        try await withSimulator(.klinkcx) { _, wire in
            let reply = try await wire.send(.GET, "/api/v1/tickets")
            #expect(reply.keys == ["data", "lastPage", "page", "pageSize", "total"])
            #expect(reply.json["pageSize"] == 10)
            let rows = try #require(reply.json["data"]?.elements)
            let plain = [
                "assigneeId", "channel", "contactId", "createdAt", "creatorId", "deletedAt", "description", "id",
                "priority", "reasonToAssign", "status", "ticketNumber", "title", "type", "updatedAt",
            ]
            let embedded = ["assignee", "categories", "contact", "creator", "customFields", "tags"]
            let shapes = Set(rows.map { $0.keys.sorted() })
            #expect(shapes == [plain, (plain + embedded).sorted()])
            #expect(rows.contains { $0["deletedAt"] != .null })
            let full = try #require(rows.first { $0["title"] == "Pesanan belum sampai" })
            let record = ["createdAt", "deletedAt", "id", "updatedAt"]
            let tag = try #require(full["tags"]?[0])
            #expect(tag.keys.sorted() == (record + ["name", "position"]).sorted())
            let field = try #require(full["customFields"]?[0])
            let columns = [
                "attribute", "attributeId", "booleanValue", "dateValue", "entityId", "numberValue", "textValue",
                "uploads",
            ]
            #expect(field.keys.sorted() == (record + columns).sorted())
            #expect(field["attribute"]?.keys.count == 13)
            #expect(field["textValue"] == "Id-1001")
            #expect(full["customFields"]?[1]?["dateValue"] == "2025-10-23")
            #expect(full["contact"]?.keys.count == 12)
            #expect(full["creator"]?.keys.count == 13)
            #expect(full["assignee"] == .null)
        }
    }

    @Test func `User.com lists as its page shows`() async throws {
        try await withSimulator(.usercom) { _, wire in
            let reply = try await wire.send(.GET, "/tickets/")
            #expect(reply.keys == ["count", "next", "previous", "results"])
            #expect(reply.json["next"] == .null)
            let rows = try #require(reply.json["results"]?.elements)
            let closed = try #require(rows.first { $0["name"] == "Ticket 1" })
            #expect(
                closed.keys == [
                    "assigned_to", "attachments", "author", "company", "created_at", "description", "due_date", "id",
                    "name", "participants", "person", "priority", "segments", "status", "updated_at",
                ]
            )
            #expect(closed["assigned_to"]?.keys == ["avatar", "id", "name"])
            #expect(closed["priority"] == ["id": 1, "name": "High", "order": 1])
            #expect(closed["person"] == .null)
            #expect(closed["segments"] == [["name": "Closed", "url": "/tickets/?segment=13"]])
            #expect(closed["due_date"]?.text?.hasSuffix("00:00:00Z") == false)
            #expect(closed["created_at"]?.text?.wholeMatch(of: /.{19}\.\d{6}Z/) != nil)
        }
    }

    @Test func `IPPanel lists as its page shows`() async throws {
        try await withSimulator(.ippanel) { _, wire in
            let reply = try await wire.send(.GET, "/api/ticket?page=1&per_page=20")
            #expect(reply.keys == ["data", "meta"])
            #expect(
                reply.json["meta"]?.keys == [
                    "current_page", "from", "last_page", "message", "message_code", "per_page", "status", "to", "total",
                ]
            )
            let rows = try #require(reply.json["data"]?.elements)
            let row = try #require(rows.first { $0["subject"] == "Sample ticket with file" })
            #expect(
                row.keys == [
                    "admin_seen", "category", "category_id", "close_desc", "created_at", "deleted_at", "desc",
                    "forward", "id", "importance", "interaction_count", "jira_id", "longest_interaction",
                    "manager_comment", "min_rate", "parent_id", "rate", "rate_comment", "sms_notification", "state",
                    "state_id", "sub_category", "sub_category_id", "subject", "ticket_id", "updated_at", "user",
                    "user_id", "user_seen",
                ]
            )
            #expect(row["state"] == ["id": 3, "name": "replied"])
            #expect(row["category"] == ["id": 10, "name": "Plugins, Domains, API"])
            #expect(row["user"] == ["uname": "sampleuser", "user_id": 200_001])
            #expect(row["forward"]?["seen"] == 1)
        }
    }

    @Test func `IPPanel shows a ticket in another shape than it lists it`() async throws {
        try await withSimulator(.ippanel) { simulator, wire in
            let ticket = try #require(await simulator.tickets().first { $0.subject == "Sample ticket with file" })
            let reply = try await wire.send(.GET, "/api/ticket/show?ticket_id=\(ticket.id)")
            let data = try #require(reply.json["data"])
            #expect(
                data.keys == [
                    "attachment", "category", "category_id", "close_desc", "created_at", "description", "forward",
                    "id", "importance", "interactions", "jira_id", "manager_comment", "parent_id", "rate",
                    "sms_notification", "state", "state_id", "sub_category_id", "sub_state_id", "subject",
                    "ticket_id", "user_id", "user_seen",
                ]
            )
            #expect(data["state"] == "replied")
            #expect(data["category"] == "Plugins, Domains, API")
            #expect(data["created_at"]?.text?.wholeMatch(of: /\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/) != nil)
            #expect(data["forward"]?["seen"] == true)
            let interaction = try #require(data["interactions"]?[0])
            #expect(
                interaction.keys == [
                    "agent_id", "agent_username", "attachment", "created_at", "description", "id", "partner_title",
                    "private", "username",
                ]
            )
        }
    }
}
