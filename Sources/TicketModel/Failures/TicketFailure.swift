/// An expected failure of an operation on tickets, with what the provider told of it.
package struct TicketFailure: Error, Sendable, Equatable {
    package var kind: ErrorKind
    /// One sentence in English that says what to do.
    package var message: String
    /// The connection it happened at.
    package var connection: String?
    /// The HTTP status of the answer.
    package var status: Int?
    /// The provider's own code.
    package var code: String?
    /// The provider's own words, in its own language.
    package var providerMessage: String?
    /// How long the provider asks to wait.
    package var retryAfter: TimeSpan?
    /// What was wrong, by field.
    package var fields: [String: [String]]

    /// A failure of a kind, with what is known of it.
    package init(
        _ kind: ErrorKind,
        _ message: String,
        connection: String? = nil,
        status: Int? = nil,
        code: String? = nil,
        providerMessage: String? = nil,
        retryAfter: TimeSpan? = nil,
        fields: [String: [String]] = [:]
    ) {
        self.kind = kind
        self.message = message
        self.connection = connection
        self.status = status
        self.code = code
        self.providerMessage = providerMessage
        self.retryAfter = retryAfter
        self.fields = fields
    }

    /// Whether the same request may succeed later.
    package var isRetryable: Bool { kind.isRetryable }

    /// What stands under `error` in printed JSON; what does not apply is left out, `retry_after` is in seconds.
    package var json: JSONValue {
        var members: [String: JSONValue] = ["kind": .string(kind.rawValue), "message": .string(message)]
        members["connection"] = connection.map(JSONValue.string)
        members["status"] = status.map { .integer(Int64($0)) }
        members["code"] = code.map(JSONValue.string)
        members["provider_message"] = providerMessage.map(JSONValue.string)
        members["retry_after"] = retryAfter?.json
        if !fields.isEmpty {
            members["fields"] = .object(fields.mapValues { .array($0.map(JSONValue.string)) })
        }
        return .object(members)
    }
}

extension TicketFailure: CustomStringConvertible {
    /// The sentence.
    package var description: String { message }
}

extension TicketFailure {
    /// The provider has no such operation.
    package static func unsupported(
        _ operation: TicketOperation,
        provider: String,
        connection: String?
    ) -> TicketFailure {
        TicketFailure(
            .unsupported,
            "\(provider) cannot \(operation.verbPhrase); no request was made.",
            connection: connection
        )
    }

    /// The provider has the operation, but not for this status or priority.
    /// - Parameter possible: the words that it can be set to.
    package static func unsupported(
        _ operation: TicketOperation,
        target: String,
        possible: [String],
        provider: String,
        connection: String?
    ) -> TicketFailure {
        let choice = possible.isEmpty ? "" : ", only to \(WordList.or(possible))"
        return TicketFailure(
            .unsupported,
            "\(provider) cannot \(operation.verbPhrase) to \"\(target)\"\(choice); no request was made.",
            connection: connection
        )
    }
}
