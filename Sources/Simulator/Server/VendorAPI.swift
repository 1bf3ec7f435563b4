import Foundation
import HTTPTypes

/// The API of one vendor: decides what to answer, and changes nothing but the world it is given.
protocol VendorAPI: Sendable {
    /// The answer to a request whose credentials may be of any kind.
    func refuse(_ request: APIRequest, in world: inout World) -> Answer?

    /// The answer to a request that the vendor lets in.
    func answer(_ request: APIRequest, in world: inout World) -> Answer

    /// The body in which the vendor tells a status that has no cause of its own, such as an ordered 503.
    func failure(status: Int) -> Answer
}

extension VendorAPI {
    /// The vendor's whole way of answering: credentials, rate limit, then the request itself.
    func handle(_ request: APIRequest, in world: inout World) -> Answer {
        if let refusal = refuse(request, in: &world) { return refusal }
        guard let verdict = world.window?.admit(at: request.now) else { return answer(request, in: &world) }
        var result: Answer
        if verdict.isAllowed {
            result = answer(request, in: &world)
        } else {
            world.books.limitedCount += 1
            result = failure(status: 429)
            let wait = verdict.resetsAt.timeIntervalSince(request.now).rounded(.up)
            result.headers[.retryAfter] = String(max(1, Int(wait)))
            result.headers[named: "x-ratelimit-reset"] = String(
                Int(verdict.resetsAt.timeIntervalSince1970.rounded(.up))
            )
        }
        result.headers[named: "X-RateLimit-Limit"] = String(verdict.limit)
        result.headers[named: "X-RateLimit-Remaining"] = String(verdict.remaining)
        return result
    }
}

extension HTTPFields {
    /// The value of a header whose name is not among the well-known ones.
    subscript(named name: String) -> String? {
        get { HTTPField.Name(name).flatMap { self[$0] } }
        set { if let name = HTTPField.Name(name) { self[name] = newValue } }
    }
}
