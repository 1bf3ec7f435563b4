extension TicketFailure {
    /// Reads what ``json`` wrote; nil for anything else.
    package init?(json: JSONValue) {
        guard let kind = json["kind"]?.stringValue.flatMap(ErrorKind.init(rawValue:)),
            let message = json["message"]?.stringValue
        else { return nil }
        self.init(
            kind,
            message,
            connection: json["connection"]?.stringValue,
            status: json["status"]?.integerValue.flatMap(Int.init(exactly:)),
            code: json["code"]?.stringValue,
            providerMessage: json["provider_message"]?.stringValue,
            retryAfter: json["retry_after"]?.numberValue.flatMap(TimeSpan.init(seconds:)),
            fields: (json["fields"]?.objectValue ?? [:]).mapValues { words in
                words.arrayValue?.compactMap(\.stringValue) ?? []
            }
        )
    }
}
