import OutboundHTTP

/// Takes a connection's secrets out of answers, for a provider may echo what it was sent.
///
/// Of an answer that a plugin reads only long secrets are taken out: a short one may be a word that stands in tickets,
/// too. Of what people are told every one is.
struct AnswerRedaction: Sendable {
    private let redactor: Redactor
    private let longRedactor: Redactor

    private static let long = 8

    init(_ settings: PluginSettings) {
        redactor = Redactor(settings.secrets.map(Secret.init))
        longRedactor = Redactor(settings.secrets.filter { $0.count >= Self.long }.map(Secret.init))
    }

    /// For a plugin.
    func readable(_ response: OutboundResponse) -> OutboundResponse {
        redacted(response, by: longRedactor)
    }

    /// For a message.
    func printable(_ response: OutboundResponse) -> OutboundResponse {
        redacted(response, by: redactor)
    }

    private func redacted(_ response: OutboundResponse, by redactor: Redactor) -> OutboundResponse {
        var response = response
        response.headers = HeaderList(response.headers.map { ($0.name, redactor.redact($0.value)) })
        response.body = redactor.redact(response.body)
        return response
    }
}
