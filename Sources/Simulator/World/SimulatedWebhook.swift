import Foundation

/// A webhook record at MijnKlantportaal: one type of event, one URL.
struct SimulatedWebhook: Sendable, Equatable {
    let id: String
    let type: String
    let url: String
    let secret: String
    let createdAt: Date
}

/// A webhook that is to be sent.
struct WebhookCall: Sendable, Equatable {
    let url: String
    let secret: String
    let body: JSON
}

extension World {
    /// Has every webhook of a type told of a ticket.
    ///
    /// What the body looks like no page of the vendor says.
    mutating func ring(_ type: String, about ticket: String, at now: Date) {
        for webhook in webhooks where webhook.type == type {
            calls.append(
                WebhookCall(
                    url: webhook.url,
                    secret: webhook.secret,
                    body: [
                        "type": .string(type),
                        "createdAt": .string(Timestamp.atom(now)),
                        "data": ["ticketId": .string(ticket)],
                    ]
                )
            )
        }
    }
}
