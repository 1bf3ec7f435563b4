/// Makes the ids of one simulated account in the vendor's form; the same seed makes the same ids.
struct IDMint: Sendable {
    let provider: SimulatedProvider
    private var random: SeededRandom
    private var lastTicket: Int
    private var lastMessage = 400_000

    init(provider: SimulatedProvider, seed: UInt64) {
        self.provider = provider
        random = SeededRandom(seed: seed ^ 0x7465_7374_6964_7321)
        lastTicket =
            switch provider {
            case .mijnklantportaal, .usercom: 0
            case .klinkcx: 38_800
            case .ippanel: 100_000
            }
    }

    /// The id of the next ticket and its number.
    mutating func ticketID() -> (id: String, number: Int) {
        lastTicket += 1
        switch provider {
        case .mijnklantportaal: return ("tic_" + random.word(length: 15), lastTicket)
        case .klinkcx: return (random.uuid(), lastTicket)
        case .usercom, .ippanel: return (String(lastTicket), lastTicket)
        }
    }

    mutating func messageID() -> String {
        lastMessage += 1
        return provider == .mijnklantportaal ? "tim_" + random.word(length: 15) : String(lastMessage)
    }

    mutating func attachmentID() -> String { "tma_" + random.word(length: 15) }

    mutating func webhookID() -> String { "wbh_" + random.word(length: 15) }

    /// A random string of letters and digits.
    mutating func secret(length: Int) -> String { random.word(length: length) }

    /// The customer id of a person at MijnKlantportaal.
    static func customerID(_ person: SimulatedPerson) -> String {
        var random = SeededRandom(seed: UInt64(person.id))
        return "cst_" + random.word(length: 12)
    }

    /// A UUID that stands for a thing and is always the same for it.
    static func uuid(of kind: String, _ number: Int) -> String {
        let salt = kind.utf8.reduce(UInt64(5381)) { ($0 &* 33) ^ UInt64($1) }
        var random = SeededRandom(seed: salt ^ (UInt64(bitPattern: Int64(number)) &* 0x9E37_79B9_7F4A_7C15))
        return random.uuid()
    }
}
