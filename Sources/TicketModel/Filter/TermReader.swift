import FoundationEssentials

/// Reads the value of one term of a filter; every error names the key.
struct TermReader {
    let key: String
    let value: JSONValue
    let zone: TimeZone?

    /// One text or a list of them, each parsed; neither the list nor a text in it may be empty.
    func list<Element>(_ parse: (String) throws(ValueError) -> Element) throws(FilterError) -> [Element] {
        let values = value.arrayValue ?? [value]
        guard !values.isEmpty else { throw error(.empty) }
        var elements: [Element] = []
        for value in values {
            guard let text = value.stringValue else { throw error(.wrongShape(wanted: "a text or a list of texts")) }
            elements.append(try parsed(try nonEmpty(text), parse))
        }
        return elements
    }

    func texts() throws(FilterError) -> [String] {
        try list { $0 }
    }

    func text() throws(FilterError) -> String {
        guard let text = value.stringValue else { throw error(.wrongShape(wanted: "one text")) }
        return try nonEmpty(text)
    }

    func person() throws(FilterError) -> TicketFilter.PersonWord {
        let text = try text()
        return text == "none" ? .nobody : .named(text)
    }

    func status() throws(FilterError) -> StatusWord {
        try parsed(try text()) { text throws(ValueError) in try StatusWord(parsing: text) }
    }

    /// One word of a closed set.
    func word<Word: RawRepresentable<String>>(among words: [Word]) throws(FilterError) -> Word {
        let text = try text()
        guard let word = words.first(where: { $0.rawValue == text }) else {
            throw error(.unknownWord(text, among: words.map(\.rawValue)))
        }
        return word
    }

    /// Field names, of which each must be one.
    func fields() throws(FilterError) -> [TicketField] {
        var fields: [TicketField] = []
        for name in try texts() {
            guard let field = TicketField(rawValue: name) else {
                throw error(.unknownWord(name, among: TicketField.allCases.map(\.rawValue)))
            }
            fields.append(field)
        }
        return fields
    }

    private static let timeShape = "a time such as 2026-01-09T03:42:38Z, a date, or a duration such as 7d"

    /// RFC 3339, a date or a naive time in the zone, "7d" for seven days ago, or seconds since 1970.
    func time() throws(FilterError) -> TimeBound {
        if let seconds = value.numberValue {
            guard let time = Timestamp(seconds: seconds) else {
                throw error(.value(.outOfRange("\(seconds)", what: "time")))
            }
            return .at(time)
        }
        guard let text = value.stringValue else {
            throw error(.wrongShape(wanted: Self.timeShape))
        }
        if let span = try? TimeSpan(parsing: text) { return .ago(span) }
        guard text.first.map({ $0.isWhitespace || $0.isNumber }) ?? true else {
            throw error(.wrongShape(wanted: Self.timeShape))
        }
        return .at(
            try parsed(try nonEmpty(text)) { text throws(ValueError) in try Timestamp(parsing: text, zone: zone) }
        )
    }

    /// "4h", or a number of seconds.
    func span() throws(FilterError) -> TimeSpan {
        if let seconds = value.numberValue {
            guard seconds >= 0, let span = TimeSpan(seconds: seconds) else {
                throw error(.wrongShape(wanted: "a duration such as 4h, or a number of seconds from 0"))
            }
            return span
        }
        guard let text = value.stringValue else {
            throw error(.wrongShape(wanted: "a duration such as 4h, or a number of seconds from 0"))
        }
        return try parsed(try nonEmpty(text)) { text throws(ValueError) in try TimeSpan(parsing: text) }
    }

    private func parsed<Parsed>(
        _ text: String,
        _ parse: (String) throws(ValueError) -> Parsed
    ) throws(FilterError) -> Parsed {
        do {
            return try parse(text)
        } catch {
            throw self.error(.value(error))
        }
    }

    private func nonEmpty(_ text: String) throws(FilterError) -> String {
        guard !text.allSatisfy(\.isWhitespace) else { throw error(.empty) }
        return text
    }

    private func error(_ problem: FilterError.Problem) -> FilterError {
        FilterError(key: key, problem: problem)
    }
}
