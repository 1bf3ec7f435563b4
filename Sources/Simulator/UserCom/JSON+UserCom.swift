/// A priority of User.com.
struct UserComPriority: Sendable, Equatable {
    let id: Int
    let name: String

    static let all = [
        UserComPriority(id: 1, name: "High"),
        UserComPriority(id: 2, name: "Normal"),
        UserComPriority(id: 3, name: "Low"),
    ]
}

extension JSON {
    /// A ticket as in a list: people and priorities are objects.
    init(userComRow ticket: SimulatedTicket) {
        let priority = UserComPriority.all.first { String($0.id) == ticket.priority }
        self = [
            "id": .integer(ticket.number),
            "status": .string(ticket.status),
            "name": .string(ticket.subject),
            "description": .string(ticket.body),
            "created_at": .string(Timestamp.microseconds(ticket.createdAt)),
            "updated_at": .string(Timestamp.microseconds(ticket.updatedAt)),
            "due_date": JSON(ticket.dueAt.map(Timestamp.seconds)),
            "assigned_to": ticket.assignee.map { JSON(userComAgent: $0) } ?? .null,
            "person": ticket.requester.map { JSON(userComPerson: $0) } ?? .null,
            "company": .null,
            "priority": priority.map {
                ["id": .integer($0.id), "name": .string($0.name), "order": .integer($0.id)]
            } ?? .null,
            "participants": [],
            "segments": .array(ticket.status == "closed" ? [["name": "Closed", "url": "/tickets/?segment=13"]] : []),
            "attachments": .null,
            "author": JSON(userComAgent: Cast.agent(of: .usercom)),
        ]
    }

    /// A ticket as the answer to a write: people and priorities are numbers.
    init(userComAnswer ticket: SimulatedTicket) {
        let attributes = ticket.fields.map { ["name": .string($0.key), "value": $0.value] as JSON }
        self = [
            "id": .integer(ticket.number),
            "status": .string(ticket.status),
            "name": .string(ticket.subject),
            "description": .string(ticket.body),
            "created_at": .string(Timestamp.microseconds(ticket.createdAt)),
            "updated_at": .string(Timestamp.microseconds(ticket.updatedAt)),
            "due_date": JSON(ticket.dueAt.map(Timestamp.seconds)),
            "closed_at": JSON(ticket.closedAt.map(Timestamp.microseconds)),
            "assigned_to": JSON(ticket.assignee?.id),
            "person": JSON(ticket.requester?.id),
            "company": .null,
            "priority": JSON(ticket.priority.flatMap { Int($0) }),
            "participants": [],
            "segments": [],
            "attachments": .null,
            "attributes": .array(attributes),
            "serialized_attributes": .array(attributes),
            "status_history": .array(
                ticket.statusHistory.map { entry in
                    [
                        "entered_at": .string(Timestamp.microseconds(entry.enteredAt)),
                        "status": .string(entry.status),
                    ]
                }
            ),
            "custom_id": JSON(ticket.customID),
            "token": .string(IDMint.uuid(of: "token", ticket.number)),
            "author": .integer(Cast.agent(of: .usercom).id),
        ]
    }

    private init(userComAgent person: SimulatedPerson) {
        self = [
            "id": .integer(person.id),
            "name": .string(person.name),
            "avatar": "http://some.user.com/static/img/agent.svg",
        ]
    }

    private init(userComPerson person: SimulatedPerson) {
        self = [
            "id": .integer(person.id),
            "name": .string(person.name),
            "email": .string(person.email),
            "avatar": "http://some.user.com/static/img/person.svg",
        ]
    }
}
