import Foundation
import HTTPTypes

/// The API of KlinkCX: tickets are listed, created and updated, and their status is set.
struct KlinkCXAPI: VendorAPI {
    let options: KlinkCXOptions

    func refuse(_ request: APIRequest, in world: inout World) -> Answer? {
        let value = request.headers[.authorization]
        if value == "Bearer \(world.token)" { return nil }
        if let value, !value.hasPrefix("Bearer ") {
            world.violation(.authorizationForm, "Authorization is not \"Bearer <token>\"", request)
        }
        return failure("Unauthorized", status: 401)
    }

    func answer(_ request: APIRequest, in world: inout World) -> Answer {
        if request.method != .get, world.options.isReadOnly {
            return failure("This token lacks the ability for it", status: 403)
        }
        switch (request.method, request.path) {
        case (.get, "/api/v1/tickets"): return list(request, in: &world)
        case (.post, "/api/v1/tickets"): return create(request, in: &world)
        case (.get, "/api/v1/tags"):
            return .json(envelope(page(request, of: KlinkCXDirectory.tags.map { JSON(klinkTag: $0) }, in: &world)))
        case (.get, "/api/v1/contacts"):
            let people = world.shelf.tickets.compactMap(\.requester)
            let contacts = Dictionary(people.map { ($0.id, $0) }) { first, _ in first }.values.sorted { $0.id < $1.id }
            return .json(envelope(page(request, of: contacts.map { JSON(klinkContact: $0) }, in: &world)))
        default: break
        }
        if request.method == .put, let id = ticketID(in: request.path, under: options.statusPath) {
            return setStatus(request, of: id, in: &world)
        }
        if request.method == .patch, let id = ticketID(in: request.path, under: options.updatePath) {
            return update(request, id, in: &world)
        }
        return noSuchEndpoint(request, in: &world)
    }

    func failure(status: Int) -> Answer {
        switch status {
        case 429: failure("Too Many Requests", status: status)
        case 500...: failure("Internal server error", status: status)
        default: failure("Bad Request", status: status)
        }
    }

    func failure(_ message: String, status: Int) -> Answer {
        .json(["success": false, "message": .string(message)], status: status)
    }

    /// The part of a path that stands where a pattern such as `/api/v1/tickets/{id}/status` has `{id}`.
    private func ticketID(in path: String, under pattern: String?) -> String? {
        guard let pattern, let place = pattern.range(of: "{id}") else { return nil }
        let before = pattern[..<place.lowerBound]
        let after = pattern[place.upperBound...]
        guard path.hasPrefix(before), path.hasSuffix(after), path.count > before.count + after.count else { return nil }
        let id = path.dropFirst(before.count).dropLast(after.count)
        return id.contains("/") ? nil : id.removingPercentEncoding
    }

    private func noSuchEndpoint(_ request: APIRequest, in world: inout World) -> Answer {
        world.violation(.noSuchEndpoint, "no page lists this path with this method", request)
        let isKnownPath =
            ["/api/v1/tickets", "/api/v1/tags", "/api/v1/contacts"].contains(request.path)
            || ticketID(in: request.path, under: options.statusPath) != nil
            || ticketID(in: request.path, under: options.updatePath) != nil
        return failure(
            "Cannot \(request.line)",
            status: isKnownPath ? options.missingMethodStatus : 404
        )
    }
}
