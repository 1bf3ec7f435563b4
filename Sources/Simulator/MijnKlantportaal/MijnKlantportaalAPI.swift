import HTTPTypes

/// The API of MijnKlantportaal, v1: tickets that are listed, read, answered and closed, and webhooks.
struct MijnKlantportaalAPI: VendorAPI {
    let options: MijnKlantportaalOptions

    func refuse(_ request: APIRequest, in world: inout World) -> Answer? {
        let value = request.headers[.authorization]
        if value == "Bearer \(world.token)" { return nil }
        if let value, !value.hasPrefix("Bearer ") {
            world.violation(.authorizationForm, "Authorization is not \"Bearer <token>\"", request)
        }
        return failure("Unauthenticated.", status: 401)
    }

    func answer(_ request: APIRequest, in world: inout World) -> Answer {
        guard let segments = request.segments(below: "/v1") else { return noSuchEndpoint(request, in: &world) }
        let isTicketPath = segments.first == "tickets"
        if isTicketPath, !options.isLicensed {
            return failure("The ticketing system is not available in the current license", status: 426)
        }
        if request.method != .get, world.options.isReadOnly {
            return failure("Invalid scope(s) provided.", status: 403)
        }
        switch (request.method, segments.count, segments.first) {
        case (.get, 1, "tickets"): return list(request, in: &world)
        case (.get, 2, "tickets"): return show(segments[1], in: world)
        case (.post, 2, "tickets"): return reply(request, to: segments[1], in: &world)
        case (.patch, 2, "tickets"): return close(request, segments[1], in: &world)
        case (.post, 5, "tickets") where segments[2] == "message" && segments[4] == "attachment":
            return attach(request, to: segments[3], of: segments[1], in: &world)
        case (.get, 1, "webhooks"): return listWebhooks(request, in: world)
        case (.post, 1, "webhooks"): return createWebhook(request, in: &world)
        case (.get, 2, "webhooks"): return showWebhook(segments[1], in: world)
        case (.delete, 2, "webhooks"): return deleteWebhook(segments[1], in: &world)
        default: return noSuchEndpoint(request, in: &world)
        }
    }

    func failure(status: Int) -> Answer {
        switch status {
        case 429: .json(["code": 429, "message": "Too many requests."], status: 429)
        case 500...: failure("Server Error", status: status)
        default: failure("The request could not be processed.", status: status)
        }
    }

    func failure(_ message: String, status: Int) -> Answer {
        .json(["message": .string(message)], status: status)
    }

    func invalid(_ field: String, _ message: String) -> Answer {
        .json(["message": .string(message), "errors": .object([.init(field, [.string(message)])])], status: 422)
    }

    private func noSuchEndpoint(_ request: APIRequest, in world: inout World) -> Answer {
        world.violation(.noSuchEndpoint, "no page lists this path with this method", request)
        let segments = request.segments(below: "/v1") ?? []
        guard segments == ["tickets"] || (segments.count == 2 && segments[0] == "tickets" && segments[1] != "") else {
            return failure("The route \(request.path.dropFirst()) could not be found.", status: 404)
        }
        let method = request.method.rawValue
        return failure("The \(method) method is not supported for route \(request.path.dropFirst()).", status: 405)
    }
}
