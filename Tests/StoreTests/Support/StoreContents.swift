import Store
import TicketModel

extension TicketID {
    static func portal(_ id: String) -> TicketID { TicketID(connection: "portal", id: id) }
}

extension SQLDatabase {
    /// A ticket with two messages, and the change that says so.
    func addTicket(
        _ id: String,
        requester: Person = Person(id: "c1", name: "Ada Byron", email: "Ada@Example.com"),
        subject: String = "Trouble of Ada",
        status: TicketStatus = .open,
        updatedAt: Timestamp = storeTime,
        baseline: Bool = false
    ) async throws {
        let ticketID = TicketID.portal(id)
        let ticket = Ticket(
            id: ticketID,
            provider: "p",
            subject: .value(subject),
            status: status,
            requester: .value(requester),
            updatedAt: .value(updatedAt)
        )
        let author = MessageAuthor(kind: .requester, id: requester.id, name: requester.name, email: requester.email)
        let messages = [
            Message(id: "\(id)-1", author: author, visibility: .public, body: "Help"),
            Message(id: "\(id)-2", author: MessageAuthor(kind: .agent, name: "Bo"), visibility: .public, body: "Yes"),
        ]
        try await write { transaction in
            var row = MirrorRow(ticket: ticket, readAt: updatedAt, firstSeenAt: updatedAt)
            row.threadRead = true
            try TicketRows.save(row, replacing: nil, in: transaction)
            try MessageRows.replace(messages, of: ticketID, in: transaction)
            let change = ChangeRow(
                ticket: ticketID,
                kind: .ticketCreated,
                actor: .requester,
                cause: nil,
                depth: 0,
                baseline: baseline,
                seenAt: updatedAt,
                difference: ["subject": ["to": .string(subject)]],
                message: nil
            )
            _ = try ChangeRows.append([(change, "created")], in: transaction)
        }
    }

    /// A run, moved as far as is wanted; answers its number.
    @discardableResult
    func addRun(
        _ key: String,
        on ticket: String? = "1",
        change: Int64? = nil,
        automation: String = "auto-reply",
        ending: RunEnding? = nil,
        createdAt: Timestamp = storeTime
    ) async throws -> Int64 {
        try await write { transaction in
            var run = NewRun.sample(key, on: ticket, automation: automation, dueAt: createdAt)
            run.createdAt = createdAt
            run.change = change
            try RunTable.insert([run], in: transaction)
            let id: Int64 = try transaction.value("SELECT id FROM run WHERE key = $1", [.text(key)])
            guard let ending else { return id }
            let lease = LeaseTerm(owner: "one", until: createdAt + .seconds(20))
            for claimed in try RunTable.claim([id], lease, now: createdAt, in: transaction) {
                _ = try RunTable.end(id, fence: claimed.fence, ending, in: transaction)
            }
            return id
        }
    }

    func addEffect(
        _ key: String,
        run: Int64,
        on ticket: String? = "1",
        position: Int = 0,
        moves: [EffectMove] = []
    ) async throws {
        try await write { transaction in
            try EffectTable.insert([.sample(key, run: run, position: position, on: ticket)], in: transaction)
            for move in moves {
                guard let effect = try EffectTable.effect(key: key, in: transaction) else { return }
                if move == .send {
                    let lease = LeaseTerm(owner: "one", until: storeTime + .seconds(30))
                    _ = try EffectTable.send(effect.id, fence: effect.fence, lease, now: storeTime, in: transaction)
                } else {
                    let step = EffectStep(move, at: storeTime, why: "of \(move.rawValue)")
                    _ = try EffectTable.move(effect.id, fence: effect.fence, step, in: transaction)
                }
            }
        }
    }

    func effect(_ key: String) async throws -> EffectRecord? {
        try await read { try EffectTable.effect(key: key, in: $0) }
    }

    func run(_ id: Int64) async throws -> RunRecord? {
        try await read { try RunTable.run(id, in: $0) }
    }

    func count(_ sql: SQL) async throws -> Int {
        try await read { try $0.value("SELECT count(*) FROM \(sql)") }
    }
}

extension RunEnding {
    static func ended(_ verdict: String, at time: Timestamp = storeTime, _ move: RunMove = .finish) -> RunEnding {
        RunEnding(move, at: time, version: "1.0.0", verdict: verdict, why: "because of Ada", log: ["Ada was here"])
    }
}
