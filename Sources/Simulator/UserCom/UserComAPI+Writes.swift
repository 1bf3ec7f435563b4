import Foundation

extension UserComAPI {
    private static let writable: Set = [
        "id", "name", "description", "due_date", "custom_id", "assigned_to", "user_id", "person", "company_id",
        "company", "participants", "priority", "status", "attachments",
    ]

    func create(_ request: APIRequest, in world: inout World) -> Answer {
        guard let body = jsonBody(request, in: &world) else { return unreadableBody }
        var problems = missingFields(["name", "description", "due_date"], body, request, in: &world)
        problems += invalidFields(body, request, in: &world)
        if let text = body["due_date"]?.text, let due = Timestamp.date(text), due <= request.now {
            problems.append(problem("due_date", "Date must be in the future.", request, in: &world))
        }
        if let customID = body["custom_id"]?.text, world.shelf.tickets.contains(where: { $0.customID == customID }) {
            world.violation(.duplicateCustomID, "custom_id \"\(customID)\" is taken", request)
            problems.append(.init("custom_id", ["ticket with this custom id already exists."]))
        }
        guard problems.isEmpty else { return .json(.object(problems), status: 400) }
        let (id, number) = world.mint.ticketID()
        let status = body["status"]?.text ?? "draft"
        var ticket = SimulatedTicket(
            id: id,
            number: number,
            subject: "",
            body: "",
            status: status,
            priority: "2",
            channel: "",
            createdAt: request.now,
            updatedAt: request.now
        )
        ticket.statusHistory = [.init(status: status, enteredAt: request.now)]
        ticket.customID = body["custom_id"]?.text
        apply(body, to: &ticket, request, in: &world)
        world.shelf.add(ticket)
        world.books.createdIDs.append(id)
        return .json(JSON(userComAnswer: ticket), status: 201)
    }

    func update(_ request: APIRequest, _ id: String, in world: inout World) -> Answer {
        guard var ticket = world.shelf[id] else { return failure("Not found.", status: 404) }
        guard let body = jsonBody(request, in: &world) else { return unreadableBody }
        var problems = missingFields(["id", "name", "description"], body, request, in: &world)
        if let given = body["id"], given.integerValue.map(String.init) != id, given.text != id {
            problems.append(problem("id", "The id differs from the one in the URL.", request, in: &world))
        }
        problems += invalidFields(body, request, in: &world)
        guard problems.isEmpty else { return .json(.object(problems), status: 400) }
        if let status = body["status"]?.text {
            ticket.closedAt = status == "closed" ? ticket.closedAt ?? request.now : nil
            ticket.move(to: status, at: request.now)
        }
        apply(body, to: &ticket, request, in: &world)
        world.shelf[id] = ticket
        return .json(JSON(userComAnswer: ticket))
    }

    func show(_ id: String, in world: World) -> Answer {
        guard let ticket = world.shelf[id] else { return failure("Not found.", status: 404) }
        return .json(JSON(userComAnswer: ticket))
    }

    private var unreadableBody: Answer { failure("JSON parse error - Expecting value: line 1 column 1", status: 400) }

    private func jsonBody(_ request: APIRequest, in world: inout World) -> JSON? {
        if let body = request.jsonObject { return body }
        world.violation(.bodyFormat, "the body is no JSON object", request)
        return nil
    }

    private func missingFields(
        _ names: [String],
        _ body: JSON,
        _ request: APIRequest,
        in world: inout World
    ) -> [JSON.Member] {
        var problems: [JSON.Member] = []
        for name in names where body[name] == nil || body[name] == .null || body[name] == "" {
            world.violation(.missingField, "\"\(name)\" is missing or empty", request)
            problems.append(
                .init(name, [body[name] == "" ? "This field may not be blank." : "This field is required."])
            )
        }
        return problems
    }

    private func invalidFields(_ body: JSON, _ request: APIRequest, in world: inout World) -> [JSON.Member] {
        var problems: [JSON.Member] = []
        if let status = body["status"], !Self.statuses.contains(status.text ?? "") {
            let text = "\"\(status.text ?? "")\" is not a valid choice."
            problems.append(problem("status", text, request, in: &world))
        }
        let known: [(String, [Int])] = [
            ("priority", UserComPriority.all.map(\.id)),
            ("assigned_to", Cast.agents(of: .usercom).map(\.id)),
        ]
        for (name, ids) in known {
            guard let value = body[name], value != .null else { continue }
            guard let id = value.integerValue else {
                problems.append(problem(name, "Incorrect type. Expected pk value.", request, in: &world))
                continue
            }
            guard ids.contains(id) else {
                let text = "Invalid pk \"\(id)\" - object does not exist."
                problems.append(problem(name, text, request, in: &world))
                continue
            }
        }
        if let due = body["due_date"]?.text, Timestamp.date(due) == nil {
            problems.append(problem("due_date", "Datetime has wrong format.", request, in: &world))
        }
        return problems
    }

    private func problem(
        _ field: String,
        _ text: String,
        _ request: APIRequest,
        in world: inout World
    ) -> JSON.Member {
        world.violation(.invalidField, "\(field): \(text)", request)
        return JSON.Member(field, [.string(text)])
    }

    private func apply(_ body: JSON, to ticket: inout SimulatedTicket, _ request: APIRequest, in world: inout World) {
        if let name = body["name"]?.text { ticket.subject = name }
        if let description = body["description"]?.text { ticket.body = description }
        if let due = body["due_date"]?.text { ticket.dueAt = Timestamp.date(due) }
        if let priority = body["priority"] { ticket.priority = priority.integerValue.map(String.init) }
        if let assignee = body["assigned_to"] {
            ticket.assignee = Cast.agents(of: .usercom).first { $0.id == assignee.integerValue }
        }
        // What is unknown becomes an attribute of every ticket from now on: at this vendor a typing error stays.
        for member in body.members where !Self.writable.contains(member.key) {
            world.violation(.createdAttribute, "created attribute \"\(member.key)\"", request)
            ticket.fields.removeAll { $0.key == member.key }
            ticket.fields.append(member)
        }
        ticket.updatedAt = request.now
    }
}
