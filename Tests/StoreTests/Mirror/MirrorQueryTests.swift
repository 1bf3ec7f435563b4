import Store
import Testing
import TicketModel

/// One corpus of filters and tickets: the mirror lets through what the filter lets through, on every database.
struct MirrorQueryTests {
    private static let now = Timestamp(microseconds: 1_772_442_000_000_000)

    private static func ticket(
        _ id: String,
        at connection: String = "portal",
        _ status: TicketStatus = .open,
        _ change: (inout Ticket) -> Void = { _ in }
    ) -> Ticket {
        var ticket = Ticket(id: TicketID(connection: connection, id: id), provider: "p", status: status)
        change(&ticket)
        return ticket
    }

    static let tickets: [Ticket] = [
        ticket("1") {
            $0.createdAt = .value(now - .hours(1))
            $0.tags = .value(["billing", "vip"])
            $0.assignee = .value(Person(id: "7", name: "Mia Ångström", email: "Mia@x.nl"))
            $0.subject = .value("Invoice overdue")
        },
        ticket("2", .closed) {
            $0.statusRaw = .value("gesloten")
            $0.updatedAt = .value(now - .hours(2))
            $0.assignee = .null
            $0.tags = .value([])
            $0.body = .value("<p>About the &eacute;tude</p>")
            $0.bodyFormat = .html
        },
        ticket("3", at: "shop", .new) {
            $0.createdAt = .value(now)
            $0.updatedAt = .null
            $0.assignee = .value(Person())
            $0.requester = .value(Person(email: "kim@x.nl"))
            $0.priority = .value(.urgent)
            $0.channel = .value("email")
        },
        ticket("4", at: "shop", .unknown) {
            $0.createdAt = .value(now - .days(40))
            $0.priorityRaw = .value("P1")
            $0.tags = .value(["e\u{301}t\u{e9}"])
            $0.requester = .value(Person(id: "KIM@X.NL"))
            $0.subject = .value("")
        },
        ticket("5", .pending) {
            $0.updatedAt = .value(now - .minutes(1))
            $0.tags = .null
            $0.deleted = true
            $0.dueAt = .value(now)
        },
        ticket("8") {
            $0.createdAt = .value(now - .days(60))
            $0.updatedAt = .value(now - .minutes(30))
            $0.tags = .value(["billing"])
            $0.assignee = .value(Person(id: "7", name: "Mia"))
            $0.channel = .value("email")
        },
        ticket("9", at: "shop") {
            $0.createdAt = .value(now - .hours(30))
            $0.updatedAt = .value(now - .hours(29))
            $0.tags = .value(["billing", "vip"])
            $0.assignee = .value(Person(id: "7", name: "Mia"))
        },
        // Updated before it was made, by two clocks.
        ticket("10") {
            $0.createdAt = .value(now - .hours(5))
            $0.updatedAt = .value(now - .hours(6))
            $0.tags = .value(["billing"])
        },
        ticket("6", .pending) { $0.subject = .value("100% _sure_ 'quoted' \"twice\"") },
    ]

    static let filters: [[String: JSONValue]] = [
        [:], ["connection": "shop"], ["connection": ["shop", "portal"]], ["connection": "nowhere"],
        ["status": "open"], ["status": ["closed", "new"]], ["status": "raw:gesloten"], ["status": "raw:Gesloten"],
        ["priority": "urgent"], ["priority": ["raw:P1", "low"]], ["channel": "email"], ["tag": "billing"],
        ["tag": ["billing", "vip"]], ["tag": ["billing", "none"]], ["tag": "\u{e9}te\u{301}"], ["assignee": "none"],
        ["assignee": "mia@X.nl"], ["assignee": "MIA A\u{30a}NGSTR\u{d6}M"], ["assignee": "7"], ["assignee": "8"],
        ["requester": "none"], ["requester": "kim@x.nl"], ["created_after": "2h"], ["created_before": "2h"],
        ["updated_after": "90m"], ["updated_before": "90m"], ["older_than": "1h"], ["older_than": "59m"],
        ["has": "subject"], ["has": ["tags", "assignee"]], ["has": "deleted"], ["lacks": "assignee"],
        ["lacks": "billing"], ["lacks": ["subject", "due_at"]], ["has": "status"], ["lacks": "status"],
        ["text": "INVOICE"], ["text": "etude"], ["text": "_sure_"], ["text": "%"], ["text": "'quoted' \"twice"],
        ["waiting_longer_than": "5m"], ["status": "open", "tag": "vip", "older_than": "30m"],
        ["connection": "portal", "lacks": "vip", "status": ["closed", "pending"]],
    ]

    @Test(arguments: StoreDriver.available)
    func `the mirror finds what the filter finds, newest first`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await Self.fill(database)
            for terms in Self.filters {
                try await Self.compare(try TicketFilter(terms, zone: nil), MirrorQuery.Thresholds(), database)
            }
        }
    }

    /// With so few tickets, every way is a long one for such thresholds, and some tickets are strays.
    @Test(arguments: StoreDriver.available, [1, 2, 4])
    func `long ways that a time of creation bounds lead past the same`(driver: StoreDriver, strays: Int) async throws {
        var thresholds = MirrorQuery.Thresholds()
        thresholds.strays = strays
        try await driver.withDatabase { database in
            try await Self.fill(database)
            for time in [["created_before": "2h"], ["older_than": "59m"], ["created_before": "59d"]] {
                let created = try TicketFilter(time.mapValues(JSONValue.string), zone: nil)
                for terms in Self.filters {
                    let filter = try TicketFilter(terms, zone: nil).merging(created)
                    try await Self.compare(filter, thresholds, database)
                }
            }
        }
    }

    private static func compare(
        _ filter: TicketFilter,
        _ thresholds: MirrorQuery.Thresholds,
        _ database: any SQLDatabase
    ) async throws {
        let (all, first) = try await database.read { reader in
            let query = try MirrorQuery(filter, now: Self.now, thresholds: thresholds, in: reader)
            func isMatch(_ row: MirrorRow) -> Bool {
                let waiting = row.threadRead ? Presence(row.waitingSince) : nil
                return filter.evaluate(row.ticket, now: Self.now, waitingSince: waiting).isMatch
            }
            var all: [TicketID] = []
            try query.forEach(in: reader) { row in
                if isMatch(row) { all.append(row.ticket.id) }
                return true
            }
            return (all, try query.first(3, in: reader, where: isMatch).map(\.ticket.id))
        }
        let expected = Self.expected(filter)
        #expect(all == expected, "\(filter)")
        #expect(first == Array(expected.prefix(3)), "\(filter)")
    }

    @Test(
        arguments: [
            (["status": "open"], 4), (["tag": "billing"], 4), (["assignee": "none"], 2), (["lacks": "billing"], 5),
            (["waiting_longer_than": "5m"], 1), (["created_after": "2h"], 2),
        ] as [([String: JSONValue], Int)]
    )
    func `a condition that SQL can tell lets through nothing else`(terms: [String: JSONValue], count: Int) async throws
    {
        try await StoreDriver.sqlite.withDatabase { database in
            try await Self.fill(database)
            let filter = try TicketFilter(terms, zone: nil)
            let counted = try await database.read { try MirrorQuery(filter, now: Self.now, in: $0).count(in: $0) }
            #expect(counted == count)
        }
    }

    /// Ticket 1 waits for ten minutes; the threads of the others were never read.
    private static func fill(_ database: any SQLDatabase) async throws {
        try await Schema.migrator.migrate(database, now: now)
        try await database.write { transaction in
            for ticket in tickets {
                var row = MirrorRow(ticket: ticket, readAt: now, firstSeenAt: now)
                if ticket.id.id == "1" {
                    row.threadRead = true
                    row.waitingSince = now - .minutes(10)
                }
                try TicketRows.save(row, replacing: nil, in: transaction)
            }
            var gone = MirrorRow(ticket: ticket("7"), readAt: now, firstSeenAt: now)
            gone.gone = true
            try TicketRows.save(gone, replacing: nil, in: transaction)
        }
    }

    private static func expected(_ filter: TicketFilter) -> [TicketID] {
        tickets.filter { ticket in
            let waiting: Presence<Timestamp>? = ticket.id.id == "1" ? .value(now - .minutes(10)) : nil
            return filter.evaluate(ticket, now: now, waitingSince: waiting).isMatch
        }.sorted { one, other in
            let times = [one, other].map { ($0.updatedAt.value ?? $0.createdAt.value)?.microseconds ?? .min }
            return times[0] == times[1] ? one.id < other.id : times[0] > times[1]
        }.map(\.id)
    }
}
