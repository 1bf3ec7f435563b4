import Foundation

// The records of people, tags and fields are older than every ticket; one stamp serves them all.
private let recordStamp = "2025-03-03T08:15:00.000000Z"

extension JSON {
    /// A ticket as in a list, with or without what is embedded.
    init(klinkTicket ticket: SimulatedTicket) {
        self = [
            "id": .string(ticket.id),
            "createdAt": .string(Timestamp.microseconds(ticket.createdAt)),
            "updatedAt": .string(Timestamp.microseconds(ticket.updatedAt)),
            "deletedAt": JSON(ticket.deletedAt.map(Timestamp.microseconds)),
            "title": .string(ticket.subject),
            "description": .string(ticket.body),
            "type": "question",
            "channel": .string(ticket.channel),
            "priority": JSON(ticket.priority),
            "status": .string(ticket.status),
            "contactId": JSON(ticket.requester.map(KlinkCXDirectory.contactID)),
            "creatorId": .string(KlinkCXDirectory.userID(Cast.agent(of: .klinkcx))),
            "assigneeId": JSON(ticket.assignee.map(KlinkCXDirectory.userID)),
            "reasonToAssign": JSON(ticket.assignee.map { "On duty: \($0.name)" }),
            "ticketNumber": .integer(ticket.number),
        ]
        guard !ticket.isBare else { return }
        append("assignee", ticket.assignee.map { JSON(klinkUser: $0, notifications: nil) } ?? .null)
        append("contact", ticket.requester.map { JSON(klinkContact: $0) } ?? .null)
        append("creator", JSON(klinkUser: Cast.agent(of: .klinkcx), notifications: 2))
        append("categories", [])
        append("tags", .array(ticket.tags.map { JSON(klinkTag: $0) }))
        append("customFields", .array(ticket.fields.map { JSON(klinkField: $0, of: ticket) }))
    }

    /// A tag, on a ticket or in the list of tags.
    init(klinkTag name: String) {
        self = Self.record(
            KlinkCXDirectory.tagID(name),
            [
                .init("name", .string(name)),
                .init("position", JSON(KlinkCXDirectory.tags.firstIndex(of: name).map { $0 + 1 })),
            ]
        )
    }

    /// A contact, in a ticket or in the list of contacts.
    init(klinkContact person: SimulatedPerson) {
        self = Self.record(
            KlinkCXDirectory.contactID(person),
            [
                .init("name", .string(person.name)),
                .init("address", .string(person.email)),
                .init("channel", "email"),
                .init("notes", ""),
                .init("contactNumber", .integer(20_000 + person.id)),
                .init("companyId", .null),
                .init("contactProfile", ""),
                .init("socialProfileUrl", .null),
            ]
        )
    }

    private init(klinkUser person: SimulatedPerson, notifications: Int?) {
        self = Self.record(
            KlinkCXDirectory.userID(person),
            [
                .init("name", .string(person.name)),
                .init("email", .string(person.email)),
                .init("address", .null),
                .init("phone", "+62 21 5550 0100"),
                .init("notificationCount", JSON(notifications)),
                .init("provider", .null),
                .init("providerId", .null),
                .init("firstName", .null),
                .init("lastName", .null),
            ]
        )
    }

    // Every type of value has a column of its own; the others are null.
    private init(klinkField field: Member, of ticket: SimulatedTicket) {
        let isDate = field.key.hasSuffix("date")
        var text = JSON.null
        var bool = JSON.null
        var number = JSON.null
        var date = JSON.null
        switch field.value {
        case .bool: bool = field.value
        case .integer, .number: number = field.value
        case .string(let value) where isDate: date = .string(value)
        default: text = field.value
        }
        let attributeID = IDMint.uuid(of: "attribute-\(field.key)", 0)
        let type =
            switch field.value {
            case .bool: "boolean"
            case .integer, .number: "number"
            default: isDate ? "date" : "text"
            }
        self = Self.record(
            IDMint.uuid(of: "field-\(field.key)", ticket.number),
            [
                .init("textValue", text),
                .init("booleanValue", bool),
                .init("numberValue", number),
                .init("dateValue", date),
                .init("entityId", .string(ticket.id)),
                .init("attributeId", .string(attributeID)),
                .init("attribute", Self.attribute(attributeID, field.key, type)),
                .init("uploads", []),
            ]
        )
    }

    private static func attribute(_ id: String, _ systemName: String, _ type: String) -> JSON {
        record(
            id,
            [
                .init("systemName", .string(systemName)),
                .init("displayName", .string(systemName.replacing("cf_", with: "").capitalized)),
                .init("type", .string(type)),
                .init("position", 1),
                .init("isDefault", false),
                .init("isArchived", false),
                .init("isRequired", false),
                .init("isUnique", false),
                .init("groupId", .string(IDMint.uuid(of: "group", 1))),
            ]
        )
    }

    private static func record(_ id: String, _ members: [Member]) -> JSON {
        .object(
            [
                Member("id", .string(id)),
                Member("createdAt", .string(recordStamp)),
                Member("updatedAt", .string(recordStamp)),
                Member("deletedAt", .null),
            ] + members
        )
    }
}
