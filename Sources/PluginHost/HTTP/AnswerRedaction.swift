import OutboundHTTP

/// Takes a connection's secrets out of answers, for a provider may echo what it was sent.
///
/// Of an answer that a plugin reads only long secrets are taken out: a short one may be a word that stands in tickets,
/// too. Of what people are told every one is.
struct AnswerRedaction: Sendable {
    private let redactor: Redactor
    private let longSecrets: [[UInt8]]
    private let longRedactor: Redactor

    private static let long = 8

    init(_ settings: PluginSettings) {
        let long = settings.secrets.filter { $0.count >= Self.long }
        redactor = Redactor(settings.secrets.map(Secret.init))
        longRedactor = Redactor(long.map(Secret.init))
        longSecrets = long.map { Array($0.utf8) }
    }

    /// For a plugin.
    func readable(_ response: OutboundResponse) -> OutboundResponse {
        redacted(response, by: longRedactor, hasSecret: longSecrets.contains { Self.stands($0, in: response.body) })
    }

    /// For a message.
    func printable(_ response: OutboundResponse) -> OutboundResponse {
        redacted(response, by: redactor, hasSecret: true)
    }

    private func redacted(_ response: OutboundResponse, by redactor: Redactor, hasSecret: Bool) -> OutboundResponse {
        var response = response
        response.headers = HeaderList(response.headers.map { ($0.name, redactor.redact($0.value)) })
        // A body may be large, or no text at all: it is only rewritten where it must be.
        if hasSecret, let body = String(validating: response.body, as: UTF8.self) {
            response.body = Array(redactor.redact(body).utf8)
        }
        return response
    }

    private static func stands(_ secret: [UInt8], in body: [UInt8]) -> Bool {
        guard let first = secret.first, body.count >= secret.count else { return false }
        return body.withUnsafeBufferPointer { body in
            for start in 0...(body.count - secret.count) where body[start] == first {
                if secret.indices.allSatisfy({ body[start + $0] == secret[$0] }) { return true }
            }
            return false
        }
    }
}
