import Foundation

/// The category of a ticket at IPPanel, with its one subcategory.
struct IPPanelCategory: Sendable, Equatable {
    let id: Int?
    let name: String
    let subcategoryID: Int?
    let subcategoryTitle: String

    /// The account whose users' tickets are listed.
    static let resellerID = 300_001

    static let known = [
        IPPanelCategory(id: 10, name: "Plugins, Domains, API", subcategoryID: 20, subcategoryTitle: "System Errors"),
        IPPanelCategory(id: 11, name: "System Questions", subcategoryID: 21, subcategoryTitle: "Other Issues"),
        IPPanelCategory(id: 12, name: "امور مالی", subcategoryID: 22, subcategoryTitle: "فاکتور و پرداخت"),
    ]

    private init(id: Int?, name: String, subcategoryID: Int?, subcategoryTitle: String) {
        self.id = id
        self.name = name
        self.subcategoryID = subcategoryID
        self.subcategoryTitle = subcategoryTitle
    }

    init(_ id: Int?) {
        let none = IPPanelCategory(id: id, name: "", subcategoryID: nil, subcategoryTitle: "")
        self = Self.known.first { $0.id == id } ?? none
    }
}

extension JSON {
    /// A ticket as in a list.
    init(panelRow ticket: SimulatedTicket) {
        let category = IPPanelCategory(ticket.category)
        self = [
            "id": .integer(ticket.number),
            "ticket_id": .integer(ticket.number),
            "user_id": JSON(ticket.requester?.id),
            "parent_id": .integer(IPPanelCategory.resellerID),
            "category_id": JSON(category.id),
            "sub_category_id": JSON(category.subcategoryID),
            "importance": JSON(ticket.priority),
            "state_id": JSON(Int(ticket.status)),
            "subject": .string(ticket.subject),
            "desc": .string(ticket.body),
            "manager_comment": .null,
            "close_desc": .null,
            "admin_seen": 1,
            "user_seen": .integer(ticket.messages.isEmpty ? 1 : 0),
            "sms_notification": 0,
            "interaction_count": .integer(ticket.messages.count),
            "longest_interaction": 0,
            "min_rate": .null,
            "deleted_at": .null,
            "created_at": .string(Timestamp.microseconds(ticket.createdAt)),
            "updated_at": .string(Timestamp.microseconds(ticket.updatedAt)),
            "jira_id": .integer(ticket.number - 60_000),
            "rate": 0,
            "rate_comment": .null,
            "user": ["user_id": JSON(ticket.requester?.id), "uname": JSON(ticket.requester?.handle)],
            "category": ["id": JSON(category.id), "name": .string(category.name)],
            "sub_category": ["id": JSON(category.subcategoryID), "title": .string(category.subcategoryTitle)],
            "state": ["id": JSON(Int(ticket.status)), "name": .string(stateName(ticket.status))],
            "forward": forward(of: ticket, seen: 1),
        ]
    }

    /// A ticket as it is shown alone: other names, other types, naive times.
    init(panelTicket ticket: SimulatedTicket) {
        let category = IPPanelCategory(ticket.category)
        self = [
            "id": .integer(ticket.number),
            "ticket_id": .integer(ticket.number),
            "user_id": JSON(ticket.requester?.id),
            "parent_id": .integer(IPPanelCategory.resellerID),
            "importance": JSON(ticket.priority),
            "subject": .string(ticket.subject),
            "category": .string(category.name),
            "category_id": JSON(category.id),
            "sub_category_id": JSON(category.subcategoryID),
            "state": .string(stateName(ticket.status)),
            "state_id": JSON(Int(ticket.status)),
            "sub_state_id": .null,
            "description": .string(ticket.body),
            "close_desc": .null,
            "user_seen": .integer(ticket.messages.isEmpty ? 1 : 0),
            "sms_notification": 0,
            "created_at": .string(Timestamp.naive(ticket.createdAt)),
            "attachment": .null,
            "interactions": .array(ticket.messages.map { JSON(panelInteraction: $0) }),
            "forward": forward(of: ticket, seen: true),
            "manager_comment": "",
            "jira_id": .integer(ticket.number - 60_000),
            "rate": 0,
        ]
    }

    private init(panelInteraction message: SimulatedMessage) {
        let url = message.attachments.first.map { file in
            "https://storage.example.com/\(message.author.handle)/ticket/\(file.name)"
        }
        self = [
            "id": JSON(Int(message.id)),
            "description": .string(message.body),
            "agent_id": .integer(message.author.id),
            "agent_username": .string(message.author.handle),
            "created_at": .string(Timestamp.naive(message.postedAt)),
            "attachment": JSON(url),
            "partner_title": .string(message.author.name),
            "private": message.isPrivate ? 1 : 0,
            "username": .string(message.author.handle),
        ]
    }
}

private func forward(of ticket: SimulatedTicket, seen: JSON) -> JSON {
    guard ticket.isForwarded else { return .null }
    return [
        "id": .integer(400_000 + ticket.number),
        "from": JSON(ticket.requester?.id),
        "ticket_id": .integer(ticket.number),
        "to": 1,
        "created_at": .string(Timestamp.microseconds(ticket.createdAt)),
        "updated_at": .string(Timestamp.microseconds(ticket.updatedAt)),
        "deleted_at": .null,
        "seen": seen,
    ]
}

private func stateName(_ state: String) -> String {
    switch state {
    case "1": "waiting_for_response"
    case "2": "waiting_for_support"
    case "3": "replied"
    case "4": "closed"
    default: "forwarded"
    }
}
