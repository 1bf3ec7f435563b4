import Foundation
import HTTPTypes

/// The public API of User.com, version 2: tickets are listed, created and updated as wholes.
struct UserComAPI: VendorAPI {
    let options: UserComOptions

    func refuse(_ request: APIRequest, in world: inout World) -> Answer? {
        guard request.path.hasSuffix("/") else { return refuseWithoutSlash(request, in: &world) }
        let value = request.headers[.authorization]
        guard value == "Token \(world.token)" else {
            if let value, !value.hasPrefix("Token ") {
                world.violation(.authorizationForm, "Authorization is not \"Token <key>\"", request)
            }
            let detail = value == nil ? "Authentication credentials were not provided." : "Invalid token."
            var answer = failure(detail, status: 401)
            answer.headers[.wwwAuthenticate] = "Token"
            return answer
        }
        let accept = request.headers[.accept] ?? ""
        guard accept.replacing(" ", with: "").split(separator: ",").contains("*/*;version=2") else {
            world.violation(.versionHeader, "Accept is \"\(accept)\", not \"*/*; version=2\"", request)
            return failure("Invalid version in \"Accept\" header.", status: 406)
        }
        return nil
    }

    func answer(_ request: APIRequest, in world: inout World) -> Answer {
        if request.method != .get, world.options.isReadOnly {
            return failure("You do not have permission to perform this action.", status: 403)
        }
        let segments = request.segments(below: "/api/public")?.dropLast() ?? []
        guard segments.first == "tickets", segments.count <= 2 else {
            world.violation(.noSuchEndpoint, "no page lists this path", request)
            return failure("Not found.", status: 404)
        }
        switch (request.method, segments.count) {
        case (.get, 1): return list(request, in: &world)
        case (.post, 1): return create(request, in: &world)
        case (.put, 2): return update(request, segments[1], in: &world)
        case (.get, 2) where options.hasGetByPath: return show(segments[1], in: world)
        default:
            world.violation(.noSuchEndpoint, "no page lists this method here", request)
            guard segments.count == 1 || request.method != .get else { return failure("Not found.", status: 404) }
            return failure("Method \"\(request.method.rawValue)\" not allowed.", status: 405)
        }
    }

    func failure(status: Int) -> Answer {
        switch status {
        case 429: failure("Request was throttled.", status: 429)
        // Its web server answers these before the API is reached.
        case 500...:
            .html("<!doctype html><html><head><title>Server Error (\(status))</title></head></html>", status: status)
        default: failure("The request could not be processed.", status: status)
        }
    }

    func failure(_ detail: String, status: Int) -> Answer {
        .json(["detail": .string(detail)], status: status)
    }

    // The framework sends a read to the URL with the slash; a write would lose its body, so there is nothing for it.
    private func refuseWithoutSlash(_ request: APIRequest, in world: inout World) -> Answer {
        world.violation(.trailingSlash, "the path does not end with a slash", request)
        guard request.method == .get || request.method == .head else {
            return .html("<!doctype html><html><head><title>Not Found</title></head></html>", status: 404)
        }
        let query = request.rawQuery.isEmpty ? "" : "?\(request.rawQuery)"
        var answer = Answer.html("", status: 301)
        answer.headers[.location] = "\(request.path)/\(query)"
        return answer
    }
}
