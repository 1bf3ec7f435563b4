import HTTPTypes
import Hummingbird
import NIOCore
import TicketModel

/// Brings a request to what answers it.
struct FrontResponder: HTTPResponder {
    let desk: FrontDesk

    func respond(to request: Request, context: FrontContext) async throws -> Response {
        let parts = request.uri.path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        switch parts {
        case ["health", "live"]:
            guard request.method == .get || request.method == .head else { return .notAllowed("GET") }
            let health = await desk.health()
            return .json(health.json, status: health.isLive ? .ok : .serviceUnavailable)
        case ["health", "ready"], ["health"]:
            guard request.method == .get || request.method == .head else { return .notAllowed("GET") }
            let health = await desk.health()
            return .json(health.json, status: health.takesWork ? .ok : .serviceUnavailable)
        default:
            guard parts.first == "hooks" else { return .nothingHere }
            return await webhook(Array(parts.dropFirst()), request)
        }
    }
}

extension Response {
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: value.text() + "\n"))
        )
    }

    static func plain(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n"))
        )
    }

    static func notAllowed(_ methods: String) -> Response {
        var response = plain("Only \(methods) is answered here.", status: .methodNotAllowed)
        response.headers[.allow] = methods
        return response
    }

    static let nothingHere = plain("There is nothing here.", status: .notFound)
}
