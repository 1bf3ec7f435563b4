package import Foundation

/// What a simulator has seen: every request, and what was wrong with it.
package struct SimulatorBooks: Sendable, Equatable {
    /// One request as it came in.
    package struct RecordedRequest: Sendable, Equatable {
        /// The method in upper case.
        package let method: String
        /// The path as it was sent, without the query.
        package let path: String
        /// The query as it was sent, without the question mark.
        package let query: String
        /// Header names in lower case with their values in order; the token is replaced by `<token>`.
        package let headers: [Header]
        /// The length of the body in bytes.
        package let bodySize: Int
        /// When it was whole, by the options' `now`.
        package let receivedAt: Date
        /// The status that was answered; nil where the connection ended without one.
        package internal(set) var status: Int?
        /// The fault that met the request.
        package internal(set) var fault: String?

        /// The value of the first header of a name in lower case.
        package func header(_ name: String) -> String? {
            headers.first { $0.name == name }?.value
        }
    }

    /// One header of a request.
    package struct Header: Sendable, Equatable {
        /// The name in lower case.
        package let name: String
        /// The value as it was sent, but for the token.
        package let value: String
    }

    /// The latest requests, oldest first, at most 20,000 of them.
    package internal(set) var requests: [RecordedRequest] = []
    /// How many requests there were in all.
    package internal(set) var requestCount = 0
    /// What the vendor's pages forbid and was done, oldest first.
    package internal(set) var violations: [Violation] = []
    /// How many requests were over the rate limit.
    package internal(set) var limitedCount = 0
    /// The tickets that were inserted between pages, in order.
    package internal(set) var insertedIDs: [String] = []
    /// The tickets that were created through the vendor's API, in order.
    package internal(set) var createdIDs: [String] = []

    /// How many violations there are of each kind.
    package var violationCounts: [Violation.Kind: Int] {
        Dictionary(grouping: violations, by: \.kind).mapValues(\.count)
    }

    static let capacity = 20_000

    mutating func record(_ request: RecordedRequest) {
        requestCount += 1
        // Dropping a tenth at once keeps the cost of a full book low.
        if requests.count >= Self.capacity { requests.removeFirst(Self.capacity / 10) }
        requests.append(request)
    }
}
