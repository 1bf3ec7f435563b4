import Foundation

extension IPPanelAPI {
    private static let largestFile = 10 * 1024 * 1024
    private static let fileTypes = ["zip", "jpg", "jpeg", "png"]

    func create(_ request: APIRequest, in world: inout World) -> Answer {
        guard let form = form(request, in: &world) else {
            return invalid(["subject", "category_id", "description"].map { ($0, Self.isRequired($0)) })
        }
        var errors = missing(["subject", "category_id", "description"], form, request, in: &world)
        let category = form.text("category_id").flatMap { Int($0) }
        if form.text("category_id") != nil, !IPPanelCategory.known.contains(where: { $0.id == category }) {
            errors.append(wrong("category_id", request, in: &world))
        }
        if let notification = form.text("sms_notification"), !["0", "1"].contains(notification) {
            errors.append(wrong("sms_notification", request, in: &world))
        }
        guard errors.isEmpty else { return invalid(errors) }
        let (id, number) = world.mint.ticketID()
        var ticket = SimulatedTicket(
            id: id,
            number: number,
            subject: form.text("subject") ?? "",
            body: form.text("description") ?? "",
            status: "2",
            priority: "normal",
            channel: "",
            requester: Cast.people(of: .ippanel).first,
            category: category,
            createdAt: request.now,
            updatedAt: request.now
        )
        ticket.statusHistory = [.init(status: "2", enteredAt: request.now)]
        world.shelf.add(ticket)
        world.books.createdIDs.append(id)
        return .json(["data": ["ticket_id": .integer(number)], "meta": Self.success("انجام شد")])
    }

    func reply(_ request: APIRequest, in world: inout World) -> Answer {
        guard let form = form(request, in: &world) else {
            return invalid([
                ("ticket_id", Self.isRequired("ticket id")), ("description", Self.isRequired("description")),
            ])
        }
        var errors = missing(["ticket_id", "description"], form, request, in: &world)
        if let file = form.file("file"), !Self.isTaken(file) {
            errors.append(wrong("file", request, in: &world))
        }
        guard errors.isEmpty else { return invalid(errors) }
        let id = form.text("ticket_id") ?? ""
        guard
            let ticket = world.shelf[id],
            let message = world.addMessage(form.text("description") ?? "", to: id, by: .agent, at: request.now)
        else { return failure(status: 404) }
        if let file = form.file("file") { attach(file, to: message, of: id, in: &world) }
        let data: JSON = [
            "interaction_id": JSON(Int(message.id)),
            "ticket": [
                "id": .integer(ticket.number),
                "user_id": JSON(ticket.requester?.id),
                "parent_id": .integer(IPPanelCategory.resellerID),
            ],
        ]
        return .json(["data": data, "meta": Self.success("انجام شد")])
    }

    private func attach(
        _ file: MultipartForm.Part,
        to message: SimulatedMessage,
        of id: String,
        in world: inout World
    ) {
        guard let position = world.shelf[id]?.messages.firstIndex(where: { $0.id == message.id }) else { return }
        let attachment = SimulatedMessage.Attachment(
            id: message.id,
            name: file.fileName ?? "",
            size: file.content.count,
            mediaType: file.mediaType ?? ""
        )
        world.shelf[id]?.messages[position].attachments = [attachment]
    }

    private static func isTaken(_ file: MultipartForm.Part) -> Bool {
        let ending = (file.fileName ?? "").split(separator: ".").last.map { $0.lowercased() }
        return file.content.count <= largestFile && fileTypes.contains(ending ?? "")
    }

    private func form(_ request: APIRequest, in world: inout World) -> MultipartForm? {
        if let form = MultipartForm(request) { return form }
        world.violation(.bodyFormat, "the body is \"\(request.mediaType)\", not a multipart form", request)
        return nil
    }

    private func missing(
        _ names: [String],
        _ form: MultipartForm,
        _ request: APIRequest,
        in world: inout World
    ) -> [(field: String, message: String)] {
        names.filter { (form.text($0) ?? "").isEmpty }.map { name in
            world.violation(.missingField, "\"\(name)\" is missing or empty", request)
            // The vendor's own message leaves out the underscore in this one.
            return (name, Self.isRequired(name == "ticket_id" ? "ticket id" : name))
        }
    }

    private func wrong(
        _ name: String,
        _ request: APIRequest,
        in world: inout World
    ) -> (field: String, message: String) {
        world.violation(.invalidField, "\"\(name)\" has a value that is not taken", request)
        return (name, Self.isInvalid(name))
    }
}
