import TicketModel

/// Made-up tickets: the same numbers make the same ones.
struct BenchTickets: Sendable {
    /// The moment that the latest of them was updated at.
    let now: Timestamp
    /// How many there are; ages are spread over them.
    let count: Int

    static let connections = ["desk", "portal", "shop", "mail"]
    static let statuses: [TicketStatus] = [.open, .pending, .solved, .closed, .closed, .closed, .closed, .closed]
    static let priorities: [TicketPriority] = [.low, .normal, .normal, .normal, .high, .urgent]
    static let channels = ["mail", "mail", "mail", "chat", "phone", "web"]
    private static let words = [
        "order", "invoice", "delivery", "refund", "password", "account", "printer", "router", "contract", "payment",
        "address", "parcel", "broken", "missing", "late", "urgent", "question", "warranty", "upgrade", "login",
    ]

    /// The ticket of a number: 0 is the oldest.
    func ticket(_ number: Int) -> Ticket {
        var dice = Dice(seed: UInt64(number))
        // Three years of tickets, each updated for the last time up to thirty days after it was made.
        let age = Int64(count - number) * (3 * 365 * 86_400 / Int64(max(1, count)))
        let created = now - .seconds(age + 30 * 86_400)
        let person = dice.below(max(1, count / 20))
        let agent = dice.below(40)
        let status = Self.statuses[dice.below(Self.statuses.count)]
        let priority = Self.priorities[dice.below(Self.priorities.count)]
        var ticket = Ticket(
            id: TicketID(connection: Self.connections[dice.below(Self.connections.count)], id: "t\(number)"),
            provider: "bench-desk"
        )
        ticket.number = .value("\(100_000 + number)")
        ticket.subject = .value(text(&dice, 5, number))
        ticket.body = .value(text(&dice, 40, number))
        ticket.status = status
        ticket.statusRaw = .value(status.rawValue)
        ticket.priority = .value(priority)
        ticket.priorityRaw = .value(priority.rawValue)
        ticket.channel = .value(Self.channels[dice.below(Self.channels.count)])
        ticket.requester = .value(
            Person(id: "p\(person)", name: "Person \(person)", email: "person.\(person)@example.com")
        )
        ticket.assignee =
            dice.below(5) == 0
            ? .null : .value(Person(id: "a\(agent)", name: "Agent \(agent)", email: "agent.\(agent)@example.com"))
        ticket.tags = .value(tags(&dice))
        ticket.createdAt = .value(created)
        ticket.updatedAt = .value(created + .seconds(Int64(dice.below(30 * 86_400))))
        if dice.below(10) == 0 { ticket.dueAt = .value(created + .seconds(86_400)) }
        ticket.messageCount = .value(1 + dice.below(6))
        ticket.raw = .value(["id": .string("t\(number)"), "subject": .string(ticket.subject.value ?? "")])
        return ticket
    }

    /// Few tags are frequent, many are rare.
    private func tags(_ dice: inout Dice) -> [String] {
        let frequent = ["billing", "shipping", "technical", "vip", "returns"]
        return [frequent[dice.below(5)], "topic-\(dice.below(500))"]
    }

    /// A few words stand in most texts, most words in few, as in any language; and the ticket's own number.
    private func text(_ dice: inout Dice, _ length: Int, _ number: Int) -> String {
        var words = (0..<length).map { _ -> String in
            let share = Double(dice.below(1 << 20)) / Double(1 << 20)
            return Self.word(Int(share * share * share * 30_000))
        }
        words.append("ref\(number)")
        return words.joined(separator: " ")
    }

    /// The word of a rank, the most frequent first.
    static func word(_ rank: Int) -> String {
        guard rank >= words.count else { return words[rank] }
        let syllables = [
            "ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "den", "fal", "gor", "hin", "jup", "wex",
        ]
        var word = ""
        var rest = rank
        while rest > 0 {
            word += syllables[rest % syllables.count]
            rest /= syllables.count
        }
        return word
    }
}

/// Random numbers by a seed (SplitMix64).
struct Dice {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 0x1234_5678_9abc_def1
    }

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((value ^ (value >> 31)) % UInt64(max(1, limit)))
    }
}
