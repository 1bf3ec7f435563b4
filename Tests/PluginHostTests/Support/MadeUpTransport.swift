import Synchronization
import TicketModel

@testable import OutboundHTTP
@testable import PluginHost

/// Answers requests as a test says, and keeps them.
final class MadeUpTransport: HTTPTransport {
    typealias Answer = Result<OutboundResponse, OutboundFailure>

    private let kept = Mutex<[OutboundRequest]>([])
    private let answer: @Sendable (OutboundRequest, Int) -> Answer

    /// - Parameter answer: gets each request and its number, from 1.
    init(_ answer: @escaping @Sendable (OutboundRequest, Int) -> Answer) {
        self.answer = answer
    }

    /// Answers in this order; the last answer stays.
    convenience init(_ answers: Answer...) {
        self.init { _, number in answers[min(number, answers.count) - 1] }
    }

    var requests: [OutboundRequest] { kept.withLock { $0 } }

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        let number = kept.withLock { requests in
            requests.append(request)
            return requests.count
        }
        return try answer(request, number).get()
    }
}

extension MadeUpTransport.Answer {
    static func answered(
        _ status: Int = 200,
        _ body: String = "",
        headers: HeaderList = [:],
        retryAfter: Duration? = nil
    ) -> Self {
        .success(
            OutboundResponse(
                status: status,
                headers: headers,
                body: Array(body.utf8),
                url: "https://desk.example/answered",
                retryAfter: retryAfter
            )
        )
    }

    static func failed(_ kind: OutboundFailure.Kind) -> Self {
        .failure(OutboundFailure(kind, "It went wrong (\(kind.rawValue))."))
    }
}

extension OutboundRequest {
    /// The path, for a request that has one.
    var path: String? {
        if case .path(let path) = target { path } else { nil }
    }

    var url: String? {
        if case .url(let url) = target { url } else { nil }
    }

    var bodyText: String? {
        if case .bytes(let bytes, _) = body { String(decoding: bytes, as: UTF8.self) } else { nil }
    }

    /// `name=value` of each item of the query, in order.
    var queryText: [String] { query.map { "\($0.name)=\($0.value)" } }
}
