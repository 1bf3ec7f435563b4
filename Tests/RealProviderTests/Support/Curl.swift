import Foundation
import Testing
import TicketModel

/// Raw requests by `curl`: what a server says when no plugin of ours asks.
struct Curl: Sendable {
    struct Answer: Sendable {
        let status: Int
        /// The lines of the head.
        let head: String
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }

        func json(_ location: SourceLocation = #_sourceLocation) throws -> JSONValue {
            try #require(try? JSONValue(parsing: body), "\(status): \(text)", sourceLocation: location)
        }

        /// A header's value.
        func header(_ name: String) -> String? {
            for line in head.split(whereSeparator: \.isNewline) {
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2, parts[0].lowercased() == name.lowercased() else { continue }
                return parts[1].trimmingCharacters(in: .whitespaces)
            }
            return nil
        }
    }

    let baseURL: String
    /// The header with the credentials; none where it is nil.
    var credentials: String?

    func get(_ path: String, query: [String: String] = [:]) async throws -> Answer {
        let items = query.sorted { $0.key < $1.key }.map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }
        return try await send("GET", items.isEmpty ? path : "\(path)?\(items.joined(separator: "&"))")
    }

    /// Sends a request; one that changes something must be taken, or the test ends here.
    func change(_ method: String, _ path: String, _ json: JSONValue) async throws -> Answer {
        let answer = try await send(method, path, json: json)
        try #require((200..<300).contains(answer.status), "\(method) \(path): \(answer.status) \(answer.text)")
        return answer
    }

    /// Sends a request to a path, or to a whole URL.
    func send(
        _ method: String,
        _ target: String,
        json: JSONValue? = nil,
        body: [UInt8] = [],
        headers: [String] = []
    ) async throws -> Answer {
        let scratch = try ScratchFolder()
        var arguments = ["-sS", "-m", "30", "-X", method, "-D", "\(scratch.path)/head", "-w", "%{http_code}"]
        arguments += ["-o", try scratch.write("body", [])]
        for header in headers + [credentials].compactMap(\.self) { arguments += ["-H", header] }
        let bytes = json.map { Array($0.text().utf8) } ?? body
        if json != nil { arguments += ["-H", "Content-Type: application/json"] }
        if !bytes.isEmpty { arguments += ["--data-binary", "@\(try scratch.write("sent", bytes))"] }
        arguments.append(target.hasPrefix("/") ? baseURL + target : target)
        let outcome = try await Command(executable: "/usr/bin/curl").run(arguments)
        try #require(outcome.status == 0, "curl \(method) \(target): \(outcome.errors)")
        return Answer(
            status: Int(outcome.text) ?? 0,
            head: try String(contentsOfFile: "\(scratch.path)/head", encoding: .utf8),
            body: Array(try Data(contentsOf: URL(filePath: "\(scratch.path)/body")))
        )
    }

    static func encoded(_ text: String) -> String {
        var plain = CharacterSet.alphanumerics
        plain.insert(charactersIn: "-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? text
    }
}
