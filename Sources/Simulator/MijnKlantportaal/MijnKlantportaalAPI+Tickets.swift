import Foundation

extension MijnKlantportaalAPI {
    func list(_ request: APIRequest, in world: inout World) -> Answer {
        let number = pageNumber(request, in: &world)
        if number > 1 { world.driftIfWanted(at: request.now) }
        let asked = options.perPageParameter.flatMap { request.parameter($0) }.flatMap { Int($0) } ?? 15
        let page = world.page(number, size: min(max(1, asked), world.options.largestPage ?? 100))
        return .json(envelope(page.map { JSON(portalRow: $0) }, request))
    }

    func show(_ id: String, in world: World) -> Answer {
        guard let ticket = world.shelf[id] else { return failure("Ticket not found.", status: 404) }
        return .json(JSON(portalTicket: ticket))
    }

    func reply(_ request: APIRequest, to id: String, in world: inout World) -> Answer {
        guard let ticket = world.shelf[id] else { return failure("Ticket not found.", status: 404) }
        guard let body = request.jsonObject else {
            world.violation(.bodyFormat, "the body is no JSON object", request)
            return invalid("message", "The message field is required.")
        }
        for key in body.keys where key != "message" {
            world.violation(.invalidField, "field \"\(key)\" beside \"message\"", request)
        }
        guard let text = body["message"]?.text, !text.isEmpty else {
            world.violation(.missingField, "\"message\" is missing or empty", request)
            return invalid("message", "The message field is required.")
        }
        guard ticket.channel != "chat" else {
            world.violation(.chatTicket, "a reply to a ticket from live chat", request)
            return failure("You can not add a message to a ticket created from live chat via the API.", status: 422)
        }
        _ = world.addMessage(text, to: id, by: .agent, at: request.now)
        return show(id, in: world)
    }

    func close(_ request: APIRequest, _ id: String, in world: inout World) -> Answer {
        guard world.shelf[id] != nil else { return failure("Ticket not found.", status: 404) }
        guard request.body.isEmpty else {
            world.violation(.unexpectedBody, "closing a ticket takes no body", request)
            return failure("Closing a ticket does not take a body.", status: 422)
        }
        world.shelf[id]?.move(to: "closed", at: request.now)
        return show(id, in: world)
    }

    func attach(_ request: APIRequest, to messageID: String, of id: String, in world: inout World) -> Answer {
        guard
            var ticket = world.shelf[id],
            let position = ticket.messages.firstIndex(where: { $0.id == messageID })
        else { return failure("Message not found.", status: 404) }
        guard let form = MultipartForm(request), let file = form.file("attachment") else {
            world.violation(.bodyFormat, "no multipart form with a file \"attachment\"", request)
            return invalid("attachment", "The attachment field is required.")
        }
        guard ticket.channel != "chat" else {
            world.violation(.chatTicket, "a file for a ticket from live chat", request)
            return failure("Chat conversations do not support attachments.", status: 422)
        }
        guard request.now.timeIntervalSince(ticket.messages[position].postedAt) <= 5 * 60 else {
            world.violation(.lateAttachment, "a file more than five minutes after its message", request)
            return failure(
                "Attachments can only be uploaded within the first 5 minutes after creating the message.",
                status: 422
            )
        }
        ticket.messages[position].attachments.append(
            .init(
                id: world.mint.attachmentID(),
                name: file.fileName ?? "",
                size: file.content.count,
                mediaType: file.mediaType ?? "application/octet-stream"
            )
        )
        world.shelf[id] = ticket
        return show(id, in: world)
    }

    private func pageNumber(_ request: APIRequest, in world: inout World) -> Int {
        guard let text = request.parameter("page") else { return 1 }
        if let number = Int(text), number >= 1 { return number }
        // As the vendor's framework does: what is no number is the first page.
        world.violation(.badPage, "page=\(text)", request)
        return 1
    }

    /// The paginator that knows neither the total nor the last page.
    func envelope(_ page: Page<JSON>, _ request: APIRequest) -> JSON {
        let path = request.origin + request.path
        let next = "\(path)?page=\(page.number + 1)" + (options.hasStrayComma ? "," : "")
        return [
            "current_page": .integer(page.number),
            "data": .array(page.rows),
            "first_page_url": .string("\(path)?page=1"),
            "from": JSON(page.first),
            "next_page_url": page.hasNext ? .string(next) : .null,
            "path": .string(path),
            "per_page": .integer(page.size),
            "prev_page_url": page.number > 1 ? .string("\(path)?page=\(page.number - 1)") : .null,
            "to": JSON(page.last),
        ]
    }
}

extension JSON {
    /// A ticket as in a list.
    fileprivate init(portalRow ticket: SimulatedTicket) {
        self = [
            "id": .string(ticket.id),
            "customerId": JSON(ticket.requester.map(IDMint.customerID)),
            "title": .string(ticket.subject),
            "source": .string(ticket.channel),
            "status": .string(ticket.status),
            "createdAt": .string(Timestamp.atom(ticket.createdAt)),
        ]
    }

    /// A ticket with its messages.
    fileprivate init(portalTicket ticket: SimulatedTicket) {
        self = [
            "id": .string(ticket.id),
            "customerId": JSON(ticket.requester.map(IDMint.customerID)),
            "title": .string(ticket.subject),
            "source": .string(ticket.channel),
            "status": .string(ticket.status),
            "messages": .array(ticket.messages.map { JSON(portalMessage: $0) }),
            "createdAt": .string(Timestamp.atom(ticket.createdAt)),
        ]
    }

    private init(portalMessage message: SimulatedMessage) {
        self = [
            "id": .string(message.id),
            "postedBy": .string(message.author.name),
            "isPostedByCustomer": .bool(message.isByRequester),
            "message": .string(message.body),
            "postedAt": .string(Timestamp.atom(message.postedAt)),
            "attachments": .array(
                message.attachments.map { attachment in
                    [
                        "id": .string(attachment.id),
                        "name": .string(attachment.name),
                        "size": .integer(attachment.size),
                        "mime": .string(attachment.mediaType),
                    ]
                }
            ),
        ]
    }
}
