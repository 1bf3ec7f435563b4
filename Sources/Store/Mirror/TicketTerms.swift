import TicketModel

/// What a ticket is found by, apart from its columns: a kind and a word.
struct Term: Hashable {
    let kind: TermKind
    let word: String
}

/// The kinds of words that tickets are found by.
enum TermKind: String {
    case tag, assignee, requester
    /// A word of the subject or the body.
    case word

    /// The word of a person's kind that stands for nobody.
    static let nobody = ""
}

/// The tags and people of a ticket, and where its terms stand.
struct TicketTerms: Equatable {
    let id: TicketID
    let terms: Set<Term>
    /// The place in a listing, the latest first.
    let turn: Int64

    init(_ row: MirrorRow) {
        let ticket = row.ticket
        id = ticket.id
        turn = Self.turn(ticket.sortedAt)
        var terms = Set((ticket.tags.value ?? []).map { Term(kind: .tag, word: FilterWord.exact($0)) })
        Self.add(ticket.assignee, .assignee, to: &terms)
        Self.add(ticket.requester, .requester, to: &terms)
        self.terms = terms
    }

    /// The place of a time in a listing.
    static func turn(_ time: Int64) -> Int64 { -max(time, -.max) }

    /// The words of a ticket's text, as terms.
    static func words(of row: MirrorRow?) -> Set<Term> {
        guard let ticket = row?.ticket else { return [] }
        let texts = [ticket.subject.value, ticket.plainBody.value].compactMap(\.self)
        let words = texts.reduce(into: Set()) { $0.formUnion(SearchWords.words(of: $1)) }
        return Set(words.map { Term(kind: .word, word: $0) })
    }

    /// Whether two tickets have the same words without looking at them.
    static func haveSameText(_ one: Ticket?, _ other: Ticket) -> Bool {
        one?.subject == other.subject && one?.body == other.body && one?.bodyFormat == other.bodyFormat
    }

    private static func add(_ person: Presence<Person>, _ kind: TermKind, to terms: inout Set<Term>) {
        guard !person.isAbsent else { return }
        guard let person = person.value, !person.isNobody else {
            terms.insert(Term(kind: kind, word: TermKind.nobody))
            return
        }
        for word in [person.id, person.name, person.email].compactMap(\.self) {
            terms.insert(Term(kind: kind, word: FilterWord.anyCase(word)))
        }
    }
}

extension Ticket {
    /// The time that a listing is ordered by, in microseconds.
    var sortedAt: Int64 { (updatedAt.value ?? createdAt.value)?.microseconds ?? .min }
}

/// How far a ticket's last update is behind its creation: less than four to the power of its number in hours.
struct SpanClass {
    /// Those that were updated before they were made have the first one, and the last one has no bound.
    static let all = -1...9
    private static let hour: Int64 = 3_600_000_000

    let number: Int

    /// Nil for a ticket that does not tell when it was created.
    init?(_ ticket: Ticket) {
        guard let created = ticket.createdAt.value?.microseconds else { return nil }
        guard created <= ticket.sortedAt else {
            number = Self.all.lowerBound
            return
        }
        let (span, overflows) = ticket.sortedAt.subtractingReportingOverflow(created)
        let bounded = (0..<Self.all.upperBound).first { !overflows && span < Self.bound($0) }
        number = bounded ?? Self.all.upperBound
    }

    /// When tickets of a class were updated last that were made between some times.
    static func updated(_ number: Int, created: TimeBounds) -> TimeBounds {
        if number == all.lowerBound { return TimeBounds(before: created.before) }
        guard number < all.upperBound, let before = created.before else { return TimeBounds(from: created.from) }
        let (latest, overflows) = before.addingReportingOverflow(bound(number))
        return TimeBounds(from: created.from, before: overflows ? nil : latest)
    }

    private static func bound(_ number: Int) -> Int64 { hour << (2 * Int64(number)) }
}
