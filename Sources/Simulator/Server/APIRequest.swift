import Foundation
import HTTPTypes

/// A request as the simulated APIs see it: whole, and with nothing left to await.
struct APIRequest: Sendable {
    let method: HTTPRequest.Method
    /// The path as it was sent, without the query.
    let path: String
    /// The query as it was sent, without the question mark.
    let rawQuery: String
    /// Name and value of each part of the query, decoded; a name without `=` has an empty value.
    let query: [(name: String, value: String)]
    let headers: HTTPFields
    let body: [UInt8]
    /// Scheme, host and port, for absolute URLs in answers.
    let origin: String
    var now: Date

    init(
        method: HTTPRequest.Method,
        target: String,
        headers: HTTPFields,
        body: [UInt8],
        origin: String,
        now: Date
    ) {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.method = method
        self.path = halves.first.map(String.init) ?? ""
        self.rawQuery = halves.count > 1 ? String(halves[1]) : ""
        self.query = rawQuery.split(separator: "&").map { part in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decode(pair[0]), pair.count > 1 ? Self.decode(pair[1]) : "")
        }
        self.headers = headers
        self.body = body
        self.origin = origin
        self.now = now
    }

    private static func decode(_ text: Substring) -> String {
        let spaced = text.replacing("+", with: " ")
        return spaced.removingPercentEncoding ?? String(spaced)
    }

    /// The last value of a part of the query.
    func parameter(_ name: String) -> String? {
        query.last { $0.name == name }?.value
    }

    /// The decoded segments of the path below a prefix, nil where the path does not lie below it.
    func segments(below prefix: String) -> [String]? {
        guard path.hasPrefix(prefix + "/") else { return nil }
        let rest = path.dropFirst(prefix.count + 1)
        return rest.split(separator: "/", omittingEmptySubsequences: false).map {
            $0.removingPercentEncoding ?? String($0)
        }
    }

    /// The media type of the body in lower case, without its parameters.
    var mediaType: String {
        let value = headers[.contentType] ?? ""
        return value.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    }

    /// The body as a JSON object, nil where it is none or not declared as JSON.
    var jsonObject: JSON? {
        guard mediaType == "application/json", let json = JSON(parsing: body), case .object = json else { return nil }
        return json
    }

    /// Method and path, for a violation.
    var line: String { "\(method.rawValue) \(path)" }
}
