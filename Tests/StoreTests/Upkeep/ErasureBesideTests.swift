import Store
import Testing
import TicketModel

struct ErasureBesideTests {
    private static let now = storeTime + .days(1)

    /// Everything that stands in the tables beside the mirror.
    private func contents(_ database: any SQLDatabase) async throws -> String {
        try await database.read { reader in
            var whole = ""
            for table in ["overlay", "overlay_note", "automatic_reply", "webhook"] {
                for value in try reader.query(SQL(unchecked: "SELECT * FROM \(table)")).flatMap(\.values) {
                    switch value {
                    case .text(let text): whole += text + "\n"
                    case .bytes(let bytes): whole += String(decoding: bytes, as: UTF8.self) + "\n"
                    default: break
                    }
                }
            }
            return whole.lowercased()
        }
    }

    @Test(arguments: StoreDriver.available)
    func `what was kept beside an erased ticket goes with it, and the other tickets' stays`(
        driver: StoreDriver
    ) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            for ticket in ["1", "2"] {
                let id = TicketID.portal(ticket)
                try await database.addTicket(ticket)
                try await database.write { transaction in
                    var overlay = TicketOverlay()
                    overlay.addedTags = ["ada-\(ticket)"]
                    try OverlayTable.save(overlay, over: TicketOverlay(), of: id, now: storeTime, in: transaction)
                    _ = try OverlayTable.add(
                        "Ada called about \(ticket)",
                        by: "operator",
                        to: id,
                        key: ticket,
                        now: storeTime,
                        in: transaction
                    )
                    let reply = ReplyTable.Reply(
                        effect: Int64(ticket) ?? 0,
                        automation: "auto-reply",
                        connection: "portal",
                        ticket: ticket,
                        requester: "ada-\(ticket)@example.com"
                    )
                    try ReplyTable.note(reply, at: storeTime, in: transaction)
                    let webhook = NewWebhook(
                        connection: "portal",
                        delivery: ticket,
                        isTold: true,
                        receivedAt: storeTime,
                        headers: ["x-from": "ada-\(ticket)"],
                        body: Array("ada-\(ticket) wrote".utf8)
                    )
                    _ = try WebhookTable.insert(webhook, in: transaction)
                    for waiting in try WebhookTable.waiting(at: "portal", limit: 5, in: transaction) {
                        let (id, tickets) = (waiting.id, [ticket])
                        try WebhookTable.handle(id, tickets: tickets, why: nil, at: storeTime, in: transaction)
                    }
                }
            }
            _ = try await database.write { try Erasure.erase([.portal("1")], now: Self.now, in: $0) }
            let left = try await contents(database)
            #expect(!left.contains("ada-1") && !left.contains("about 1"), "\(left)")
            #expect(left.contains("ada-2@example.com") && left.contains("about 2") && left.contains("ada-2 wrote"))
        }
    }
}
