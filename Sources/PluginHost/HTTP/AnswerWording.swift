import TicketModel

/// The sentences for a provider's refusals: what it answered to what, and what to do.
enum AnswerWording {
    static func sentence(_ failure: TicketFailure, _ request: RequestLine, setting: String?, answeredHTML: Bool)
        -> String
    {
        let connection = failure.connection ?? "the provider"
        let status = failure.status.map(String.init) ?? "an error"
        var told = failure.providerMessage.map { ": \($0.trimmingPeriod)" } ?? ""
        if !failure.fields.isEmpty {
            let fields = failure.fields.sorted { $0.key < $1.key }.map {
                "\($0.key): \($0.value.joined(separator: " "))"
            }
            told += " (\(fields.joined(separator: "; ")))"
        }
        if answeredHTML { told += " with an HTML page" }
        return "\(connection) answered \(status) to \(request)\(told); \(remedy(failure, setting: setting))"
    }

    private static func nothing(at setting: String, status: Int?) -> String {
        status == 404
            ? "nothing is there: check the id, and the setting \"\(setting)\" that the path comes from."
            : "the path comes from the setting \"\(setting)\"; correct it in usher.yaml."
    }

    private static func remedy(_ failure: TicketFailure, setting: String?) -> String {
        switch failure.kind {
        case .auth: "check the connection's credentials in usher.yaml."
        case .forbidden: "give the credentials the right to do this at the provider."
        case .license: "the account's plan does not include this; change the plan, or take the connection out."
        case .notFound: "check the id; the ticket may have been deleted."
        case .invalid: "correct what it names and try again."
        case .conflict: "somebody changed it meanwhile; read it again and decide anew."
        case .rateLimited:
            failure.retryAfter.map { "wait \($0) and try again." } ?? "wait a while and try again."
        case .notAllowed: "its state forbids this."
        case .unsupported: "the provider does not offer this."
        case .transient: "the provider has trouble; try again later."
        case .unknownOutcome: "the change may have been made all the same, so look at the ticket before you repeat it."
        case .protocolError:
            setting.map { nothing(at: $0, status: failure.status) }
                ?? "check base_url and the API's version."
        }
    }
}

extension String {
    /// Without a full stop at the end, so that a clause can follow.
    fileprivate var trimmingPeriod: String {
        hasSuffix(".") ? String(dropLast()) : self
    }
}
