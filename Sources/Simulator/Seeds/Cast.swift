/// The people who write and answer the seeded tickets.
enum Cast {
    static let unknown = SimulatedPerson(id: 8_999, name: "Unknown", email: "unknown@example.org")

    /// The agent in whose name the API writes.
    static func agent(of provider: SimulatedProvider) -> SimulatedPerson {
        agents(of: provider).first ?? unknown
    }

    static func agents(of provider: SimulatedProvider) -> [SimulatedPerson] {
        switch provider {
        case .mijnklantportaal:
            [
                SimulatedPerson(id: 1, name: "Sanne de Vries", email: "sanne@klantportaal.example"),
                SimulatedPerson(id: 2, name: "Joost Bakker", email: "joost@klantportaal.example"),
            ]
        case .klinkcx:
            [
                SimulatedPerson(id: 1, name: "Dewi Lestari", email: "dewi@klink.example"),
                SimulatedPerson(id: 2, name: "Marcus Tan", email: "marcus@klink.example"),
            ]
        case .usercom:
            [
                SimulatedPerson(id: 1, name: "Agent Bob", email: "bob@user.example"),
                SimulatedPerson(id: 2, name: "Agent Alice", email: "alice@user.example"),
            ]
        case .ippanel:
            [
                SimulatedPerson(id: 300_001, name: "پشتیبانی", email: "sampleagent@ippanel.example"),
                SimulatedPerson(id: 300_002, name: "امور مالی", email: "finance@ippanel.example"),
            ]
        }
    }

    /// The requesters of the seeded tickets.
    static func people(of provider: SimulatedProvider) -> [SimulatedPerson] {
        switch provider {
        case .mijnklantportaal: portal
        case .klinkcx: klink
        case .usercom: userCom
        case .ippanel: panel
        }
    }

    static let portal = [
        SimulatedPerson(id: 101, name: "Anouk Jansen", email: "anouk.jansen@example.nl"),
        SimulatedPerson(id: 102, name: "Pieter Mulder", email: "p.mulder@example.nl"),
        SimulatedPerson(id: 103, name: "John Appleseed", email: "john@example.com"),
        SimulatedPerson(id: 104, name: "Zofia Wiśniewska", email: "zofia@example.pl"),
        SimulatedPerson(id: 105, name: "陈美玲", email: "meiling.chen@example.cn"),
        SimulatedPerson(id: 106, name: "no-reply@bezorgdienst.example", email: "no-reply@bezorgdienst.example"),
    ]

    static let klink = [
        SimulatedPerson(id: 201, name: "Budi Santoso", email: "budi.santoso@example.id"),
        SimulatedPerson(id: 202, name: "Siti Rahmawati", email: "siti@example.id"),
        SimulatedPerson(id: 203, name: "Grace O'Connor", email: "grace@example.com"),
        SimulatedPerson(id: 204, name: "李伟", email: "wei.li@example.cn"),
        SimulatedPerson(id: 205, name: "Mailer Daemon", email: "mailer-daemon@example.id"),
    ]

    static let userCom = [
        SimulatedPerson(id: 301, name: "Katarzyna Nowak", email: "k.nowak@example.pl"),
        SimulatedPerson(id: 302, name: "Piotr Zieliński", email: "piotr@example.pl"),
        SimulatedPerson(id: 303, name: "Emma Brown", email: "emma@example.com"),
        SimulatedPerson(id: 304, name: "Łukasz Dąbrowski", email: "lukasz@example.pl"),
        SimulatedPerson(id: 305, name: "Out of office", email: "noreply@example.com"),
    ]

    static let panel = [
        SimulatedPerson(id: 200_001, name: "sampleuser", email: "sampleuser@example.ir"),
        SimulatedPerson(id: 200_002, name: "زهرا احمدی", email: "zahra.ahmadi@example.ir"),
        SimulatedPerson(id: 200_003, name: "علی رضایی", email: "alirezaei@example.ir"),
        SimulatedPerson(id: 200_004, name: "Sam Wilson", email: "samwilson@example.com"),
    ]
}
