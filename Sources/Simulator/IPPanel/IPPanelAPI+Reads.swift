import Foundation

extension IPPanelAPI {
    func list(_ request: APIRequest, in world: inout World) -> Answer {
        var errors: [(field: String, message: String)] = []
        for (name, value) in request.query where Self.filters.contains(name) {
            if value.isEmpty || value.lowercased() == "null" {
                world.violation(.emptyFilter, "\(name)=\(value)", request)
                errors.append((name, Self.isInvalid(name)))
            } else if name != "username", Int(value) == nil {
                world.violation(.invalidField, "\(name)=\(value)", request)
                errors.append((name, Self.isInvalid(name)))
            }
        }
        let number = wholeNumber(request, "page", usual: 1, atMost: .max, &errors, in: &world)
        let size = wholeNumber(request, "per_page", usual: 10, atMost: 1000, &errors, in: &world)
        guard errors.isEmpty else { return invalid(errors) }
        if number > 1 { world.driftIfWanted(at: request.now) }
        let page = world.page(number, size: min(size, world.options.largestPage ?? size)) { ticket in
            Self.matches(ticket, request)
        }
        return .json(["data": .array(page.rows.map { JSON(panelRow: $0) }), "meta": Self.meta(page)])
    }

    func show(_ request: APIRequest, in world: inout World) -> Answer {
        guard let id = request.parameter("ticket_id"), !id.isEmpty else {
            world.violation(.missingField, "\"ticket_id\" is missing", request)
            return invalid([("ticket_id", Self.isRequired("ticket id"))])
        }
        guard let ticket = world.shelf[id] else { return failure(status: 404) }
        return .json(["data": JSON(panelTicket: ticket), "meta": Self.success("Success")])
    }

    static func success(_ message: String) -> JSON {
        [
            "status": true,
            "message": .string(message),
            "message_parameters": [],
            "message_code": "200-1",
        ]
    }

    private static let filters = ["username", "ticket_id", "category_id", "sub_category_id", "state_id"]

    private static func matches(_ ticket: SimulatedTicket, _ request: APIRequest) -> Bool {
        request.query.allSatisfy { name, value in
            switch name {
            case "username": ticket.requester?.handle == value
            case "ticket_id": ticket.id == value
            case "category_id": ticket.category.map(String.init) == value
            case "sub_category_id": IPPanelCategory(ticket.category).subcategoryID.map(String.init) == value
            case "state_id": ticket.status == value
            default: true
            }
        }
    }

    private static func meta(_ page: Page<SimulatedTicket>) -> JSON {
        [
            "current_page": .integer(page.number),
            "from": JSON(page.first),
            "last_page": .integer(page.lastNumber),
            "per_page": .integer(page.size),
            "to": JSON(page.last),
            "total": .integer(page.total),
            "status": true,
            "message": "Success",
            "message_code": "200-1",
        ]
    }

    private func wholeNumber(
        _ request: APIRequest,
        _ name: String,
        usual: Int,
        atMost limit: Int,
        _ errors: inout [(field: String, message: String)],
        in world: inout World
    ) -> Int {
        guard let text = request.parameter(name) else { return usual }
        if let number = Int(text), (1...limit).contains(number) { return number }
        world.violation(.badPage, "\(name)=\(text)", request)
        errors.append((name, Self.isInvalid(name)))
        return usual
    }
}
