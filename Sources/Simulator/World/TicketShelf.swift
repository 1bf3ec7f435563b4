/// The tickets of one simulated account in order of creation, found by id without searching.
struct TicketShelf: Sendable {
    private(set) var tickets: [SimulatedTicket] = []
    private var positions: [String: Int] = [:]

    /// The tickets must come oldest first.
    init(_ tickets: [SimulatedTicket] = []) {
        for ticket in tickets { add(ticket) }
    }

    /// Puts a ticket behind the others, as the newest.
    mutating func add(_ ticket: SimulatedTicket) {
        positions[ticket.id] = tickets.count
        tickets.append(ticket)
    }

    subscript(_ id: String) -> SimulatedTicket? {
        get { positions[id].map { tickets[$0] } }
        set {
            guard let newValue, let position = positions[id] else { return }
            tickets[position] = newValue
        }
    }

    /// The positions of all tickets in the order of a list; `shuffle` seeds what is unstable about it.
    func positions(in order: SimulatorOptions.ListOrder, shuffle: UInt64) -> [Int] {
        switch order {
        case .oldestFirst: return Array(tickets.indices)
        case .newestFirst: return tickets.indices.reversed()
        case .unstable:
            var random = SeededRandom(seed: shuffle)
            var rows = Array(tickets.indices.reversed())
            var row = 0
            while row + 1 < rows.count {
                if Bool.random(using: &random) { rows.swapAt(row, row + 1) }
                row += 2 + Int.random(in: 0...1, using: &random)
            }
            return rows
        }
    }
}
