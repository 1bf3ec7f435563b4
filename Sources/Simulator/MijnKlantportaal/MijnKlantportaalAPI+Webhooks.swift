import Foundation

extension MijnKlantportaalAPI {
    private static let ticketTypes = ["ticket-created", "ticket-reply-customer", "ticket-reply-employee"]

    // Other types than those of tickets exist; only their beginnings are known.
    private static let otherTypes = [
        "appointment-", "customer-", "offer-", "invoice-", "payment-link-", "subscription-",
    ]

    func listWebhooks(_ request: APIRequest, in world: World) -> Answer {
        let number = request.parameter("page").flatMap { Int($0) }.map { max(1, $0) } ?? 1
        return .json(envelope(Page(number, size: 15, of: world.webhooks.map { JSON($0) }), request))
    }

    func createWebhook(_ request: APIRequest, in world: inout World) -> Answer {
        guard let body = request.jsonObject else {
            world.violation(.bodyFormat, "the body is no JSON object", request)
            return invalid("url", "The url field is required.")
        }
        guard let url = body["url"]?.text, URL(string: url)?.host() != nil else {
            world.violation(.missingField, "\"url\" is missing or no URL", request)
            return invalid("url", "The url field is required.")
        }
        let type = body["type"]?.text ?? ""
        guard Self.ticketTypes.contains(type) || Self.otherTypes.contains(where: type.hasPrefix) else {
            world.violation(.invalidField, "type \"\(type)\"", request)
            return invalid("type", "The selected type is invalid.")
        }
        let webhook = SimulatedWebhook(
            id: world.mint.webhookID(),
            type: type,
            url: url,
            secret: world.mint.secret(length: 32),
            createdAt: request.now
        )
        world.webhooks.append(webhook)
        return .json(JSON(webhook), status: 201)
    }

    func showWebhook(_ id: String, in world: World) -> Answer {
        guard let webhook = world.webhooks.first(where: { $0.id == id }) else {
            return failure("Webhook not found.", status: 404)
        }
        return .json(JSON(webhook))
    }

    func deleteWebhook(_ id: String, in world: inout World) -> Answer {
        guard let position = world.webhooks.firstIndex(where: { $0.id == id }) else {
            return failure("Webhook not found.", status: 404)
        }
        world.webhooks.remove(at: position)
        return Answer(status: 204)
    }
}

extension JSON {
    fileprivate init(_ webhook: SimulatedWebhook) {
        self = [
            "id": .string(webhook.id),
            "type": .string(webhook.type),
            "url": .string(webhook.url),
            "secret": .string(webhook.secret),
            "createdAt": .string(Timestamp.atom(webhook.createdAt)),
        ]
    }
}
