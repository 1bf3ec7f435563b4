import Foundation
import HTTPTypes

/// What is to be had below `/_simulator/` without a token.
///
///     GET    /_simulator/books
///     GET    /_simulator/tickets
///     POST   /_simulator/tickets                  {"subject", "body", "status", "priority", "channel",
///                                                  "requester": {"name", "email"}}
///     POST   /_simulator/tickets/{id}/messages    {"body", "author": "requester" | "agent"}
///     POST   /_simulator/faults                   {"kind": "status", "status": 503, "retry_after", "method", "path",
///                                                  "skip", "times"}, or a list of such
///     DELETE /_simulator/faults
///     POST   /_simulator/reset
struct ControlAPI {
    static let path = "/_simulator"

    func answer(_ request: APIRequest, _ segments: [String], in world: inout World) -> Answer {
        switch (request.method, segments.first, segments.count) {
        case (.get, "books", 1): return .json(JSON(world.books, of: world.provider))
        case (.get, "tickets", 1): return .json(["tickets": .array(world.shelf.tickets.map { JSON($0) })])
        case (.post, "tickets", 1): return insertTicket(request, in: &world)
        case (.post, "tickets", 3) where segments[2] == "messages":
            return addMessage(request, to: segments[1], in: &world)
        case (.post, "faults", 1): return orderFaults(request, in: &world)
        case (.delete, "faults", 1):
            world.faults.clear()
            return Answer(status: 204)
        case (.post, "reset", 1):
            world = World(provider: world.provider, options: world.options)
            return Answer(status: 204)
        default:
            return refusal("There is no \"\(request.line)\"; see books, tickets, faults and reset.", status: 404)
        }
    }

    private func insertTicket(_ request: APIRequest, in world: inout World) -> Answer {
        guard let order = JSON(parsing: request.body), let subject = order["subject"]?.text else {
            return refusal("A ticket needs a JSON object with \"subject\" and \"body\".", status: 400)
        }
        let newTicket = NewTicket(
            subject: subject,
            body: order["body"]?.text ?? "",
            status: order["status"]?.text,
            priority: order["priority"]?.text,
            channel: order["channel"]?.text,
            requesterName: order["requester"]?["name"]?.text,
            requesterEmail: order["requester"]?["email"]?.text
        )
        return .json(["id": .string(world.insert(newTicket, at: request.now))], status: 201)
    }

    private func addMessage(_ request: APIRequest, to id: String, in world: inout World) -> Answer {
        let order = JSON(parsing: request.body)
        let author = MessageAuthor(rawValue: order?["author"]?.text ?? "requester")
        guard let text = order?["body"]?.text, let author else {
            return refusal(
                "A message needs a JSON object with \"body\", and \"author\" as \"requester\" or \"agent\".",
                status: 400
            )
        }
        guard let message = world.addMessage(text, to: id, by: author, at: request.now) else {
            return refusal("There is no ticket \"\(id)\".", status: 404)
        }
        return .json(["id": .string(message.id)], status: 201)
    }

    private func orderFaults(_ request: APIRequest, in world: inout World) -> Answer {
        guard let order = JSON(parsing: request.body) else {
            return refusal("A fault needs a JSON object.", status: 400)
        }
        let orders = if case .array(let several) = order { several } else { [order] }
        var faults: [Fault] = []
        for order in orders {
            guard let fault = Fault(ordered: order) else {
                let text = String(decoding: order.bytes, as: UTF8.self)
                return refusal("\(text) is no fault; its \"kind\" is unknown or lacks its number.", status: 400)
            }
            faults.append(fault)
        }
        for fault in faults { world.faults.order(fault) }
        return .json(["ordered": .integer(faults.count)], status: 201)
    }

    private func refusal(_ message: String, status: Int) -> Answer {
        .json(["error": .string(message)], status: status)
    }
}
