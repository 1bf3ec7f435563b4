import Foundation

extension KlinkCXAPI {
    // A contact is named in snake case when it is written, in camel case when it is read.
    private static let creatable: Set = [
        "title", "description", "status", "priority", "contact_id", "channel", "type", "tags", "customFields",
    ]
    private static let updatable = creatable.union(["assigneeId", "reasonToAssign"])

    func create(_ request: APIRequest, in world: inout World) -> Answer {
        guard let body = checkedBody(request, allowing: Self.creatable, in: &world) else { return invalidBody }
        guard let title = body["title"]?.text, !title.isEmpty else {
            return missing("title", request, in: &world)
        }
        guard let contactID = body["contact_id"]?.text else {
            return missing("contact_id", request, in: &world)
        }
        let people = world.shelf.tickets.compactMap(\.requester)
        guard let contact = people.first(where: { KlinkCXDirectory.contactID($0) == contactID }) else {
            world.violation(.invalidField, "contact_id \"\(contactID)\" is no contact", request)
            return failure("contact_id: contact not found", status: 422)
        }
        if let problem = problem(in: body) {
            world.violation(.invalidField, problem, request)
            return failure(problem, status: 422)
        }
        let (id, number) = world.mint.ticketID()
        let status = body["status"]?.text ?? options.statuses.first ?? "open"
        var ticket = SimulatedTicket(
            id: id,
            number: number,
            subject: title,
            body: body["description"]?.text ?? "",
            status: status,
            priority: "medium",
            channel: "email",
            requester: contact,
            createdAt: request.now,
            updatedAt: request.now
        )
        ticket.statusHistory = [.init(status: status, enteredAt: request.now)]
        apply(body, to: &ticket, at: request.now)
        world.shelf.add(ticket)
        world.books.createdIDs.append(id)
        var data = JSON(klinkTicket: ticket)
        data.append("contact_id", .string(contactID))
        return .json(["success": true, "data": data], status: 201)
    }

    func update(_ request: APIRequest, _ id: String, in world: inout World) -> Answer {
        guard var ticket = world.shelf[id], ticket.deletedAt == nil else { return notFound }
        guard let body = checkedBody(request, allowing: Self.updatable, in: &world) else { return invalidBody }
        if let problem = problem(in: body) {
            world.violation(.invalidField, problem, request)
            return failure(problem, status: 422)
        }
        apply(body, to: &ticket, at: request.now)
        world.shelf[id] = ticket
        return .json(["success": true, "data": JSON(klinkTicket: ticket)])
    }

    func setStatus(_ request: APIRequest, of id: String, in world: inout World) -> Answer {
        guard let ticket = world.shelf[id], ticket.deletedAt == nil else { return notFound }
        guard let body = checkedBody(request, allowing: ["status"], in: &world) else { return invalidBody }
        guard let status = body["status"]?.text else { return missing("status", request, in: &world) }
        guard options.statuses.contains(status) else {
            world.violation(.invalidField, "status \"\(status)\"", request)
            return failure("status must be one of: \(options.statuses.joined(separator: ", "))", status: 422)
        }
        world.shelf[id]?.move(to: status, at: request.now)
        return .json(["success": true, "data": JSON(klinkTicket: world.shelf[id] ?? ticket)])
    }

    private var notFound: Answer { failure("Ticket not found", status: 404) }

    private var invalidBody: Answer { failure("Validation failed", status: 422) }

    private func missing(_ field: String, _ request: APIRequest, in world: inout World) -> Answer {
        world.violation(.missingField, "\"\(field)\" is missing", request)
        return failure("\(field) should not be empty", status: 422)
    }

    private func checkedBody(
        _ request: APIRequest,
        allowing allowed: Set<String>,
        in world: inout World
    ) -> JSON? {
        guard let body = request.jsonObject else {
            world.violation(.bodyFormat, "the body is no JSON object", request)
            return nil
        }
        let unknown = body.keys.filter { !allowed.contains($0) }
        for key in unknown { world.violation(.invalidField, "field \"\(key)\"", request) }
        return unknown.isEmpty ? body : nil
    }

    private func problem(in body: JSON) -> String? {
        if let status = body["status"], !options.statuses.contains(status.text ?? "") {
            return "status must be one of: \(options.statuses.joined(separator: ", "))"
        }
        if let priority = body["priority"], !["low", "medium", "high"].contains(priority.text ?? "") {
            return "priority must be one of: low, medium, high"
        }
        let known = Set(KlinkCXDirectory.tags.map(KlinkCXDirectory.tagID))
        if let tag = body["tags"]?.elements.first(where: { !known.contains($0.text ?? "") }) {
            return "tags: \(String(decoding: tag.bytes, as: UTF8.self)) is no tag id"
        }
        for field in body["customFields"]?.members ?? [] where field.key.hasSuffix("date") {
            guard let text = field.value.text, text.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil else {
                return "customFields.\(field.key) must be YYYY-MM-DD"
            }
        }
        if let assignee = body["assigneeId"], assignee != .null,
            !Cast.agents(of: .klinkcx).contains(where: { KlinkCXDirectory.userID($0) == assignee.text })
        {
            return "assigneeId: user not found"
        }
        return nil
    }

    private func apply(_ body: JSON, to ticket: inout SimulatedTicket, at now: Date) {
        if let title = body["title"]?.text { ticket.subject = title }
        if let description = body["description"]?.text { ticket.body = description }
        if let priority = body["priority"]?.text { ticket.priority = priority }
        if let channel = body["channel"]?.text { ticket.channel = channel }
        if let status = body["status"]?.text { ticket.move(to: status, at: now) }
        if let tags = body["tags"] {
            ticket.tags = tags.elements.compactMap { id in
                KlinkCXDirectory.tags.first { KlinkCXDirectory.tagID($0) == id.text }
            }
        }
        for field in body["customFields"]?.members ?? [] {
            ticket.fields.removeAll { $0.key == field.key }
            ticket.fields.append(field)
        }
        if let assignee = body["assigneeId"] {
            ticket.assignee = Cast.agents(of: .klinkcx).first { KlinkCXDirectory.userID($0) == assignee.text }
        }
        ticket.updatedAt = now
    }
}
