import HTTPTypes
import Hummingbird
import NIOCore
import PluginHost
import TicketModel

extension FrontResponder {
    /// `POST /hooks/CONNECTION[/SECRET]`: verified over the raw bytes, kept, and only then answered 200.
    func webhook(_ path: [String], _ request: Request) async -> Response {
        guard let desk = desk.webhooks, let connection = path.first, path.count <= 2 else { return .nothingHere }
        guard request.method == .post else { return .notAllowed("POST") }
        // What does not exist is not remembered by name: anybody may make names up.
        guard let route = desk.routes(connection) else {
            desk.note(.unknown, at: "", because: "there is no such connection")
            return .plain("There is no such connection.", status: .notFound)
        }
        guard route.isConfigured else {
            desk.note(.unconfigured, at: connection, because: Self.unconfigured)
            return .plain("This connection takes no webhooks: \(Self.unconfigured).", status: .forbidden)
        }
        guard route.admits(path.count == 2 ? path[1] : nil) else {
            desk.note(.refused, at: connection, because: "the path does not end with its hook_secret")
            return .plain("This webhook is not known here.", status: .unauthorized)
        }
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        guard length <= WebhookDesk.largestBody else {
            desk.note(.tooLarge, at: connection, because: "it has \(length) bytes")
            return .tooLarge
        }
        guard desk.enter() else {
            desk.note(.busy, at: connection, because: "too many arrive at once")
            return .later
        }
        defer { desk.leave() }
        guard let body = try? await request.body.collect(upTo: WebhookDesk.largestBody) else {
            desk.note(.tooLarge, at: connection, because: "its body could not be read")
            return .tooLarge
        }
        return await verify(request, Array(body.readableBytesView), at: connection, route, desk)
    }

    private static let unconfigured =
        "neither its provider's webhook secret nor a hook_secret is configured in usher.yaml"

    private func verify(
        _ request: Request,
        _ body: [UInt8],
        at connection: String,
        _ route: WebhookRoute,
        _ desk: WebhookDesk
    ) async -> Response {
        let headers = Dictionary(request.headers.map { ($0.name.canonicalName, $0.value) }) { first, _ in first }
        let incoming = WebhookRequest(headers: headers, body: body)
        let now = desk.now()
        switch route.verdict(on: incoming, now: now) {
        case .refused(let reason):
            desk.note(.refused, at: connection, because: reason)
            return .plain("This webhook is not known here.", status: .unauthorized)
        case .genuine(let delivery, let challenge):
            let webhook = ArrivedWebhook(
                connection: connection,
                delivery: delivery ?? incoming.fingerprint,
                isTold: delivery != nil,
                receivedAt: now,
                headers: route.kept(headers),
                body: body
            )
            do {
                let isNew = try await desk.keep(webhook)
                desk.note(isNew ? .stored : .repeated, at: connection)
                return challenge.map { .plain($0) } ?? .plain(isNew ? "stored" : "known already")
            } catch {
                desk.note(.failed, at: connection, because: "\(error)")
                return .later
            }
        }
    }
}

extension Response {
    fileprivate static var tooLarge: Response {
        var response = plain("A webhook may have 1 MiB.", status: .contentTooLarge)
        // What is left of the body is not read.
        response.headers[.connection] = "close"
        return response
    }

    fileprivate static var later: Response {
        var response = plain("Try again in a moment.", status: .serviceUnavailable)
        response.headers[.retryAfter] = "5"
        return response
    }
}
