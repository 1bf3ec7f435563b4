import Foundation
import LuaRuntime
import OutboundHTTP
import Synchronization
import TicketModel

/// HTTP of a spec: answers from a script, and the requests it saw.
final class ScriptedTransport: HTTPTransport {
    struct Answer: Sendable {
        var status: Int
        var headers: HeaderList
        var body: [UInt8]
        /// `timeout` or `cut`: the request leaves, and no answer comes.
        var fails: String?
    }

    private struct State {
        var script: [String: [Answer]] = [:]
        var requests: [LuaValue] = []
        var unscripted: [String] = []
    }

    private let base: String
    private let path: String
    private let headers: HeaderList
    private let state = Mutex(State())

    /// - Parameters:
    ///   - base: where the scripted paths begin.
    ///   - path: what every request's path begins with.
    ///   - headers: what every request carries, credentials among them.
    init(base: String, path: String = "", headers: HeaderList) {
        self.base = base
        self.path = path
        self.headers = headers
    }

    var requests: [LuaValue] { state.withLock { $0.requests } }

    /// The requests that nothing was scripted for, since the last look.
    func takeUnscripted() -> [String] {
        state.withLock { state in
            defer { state.unscripted = [] }
            return state.unscripted
        }
    }

    func add(_ answer: Answer, method: String, path: String) {
        state.withLock { $0.script["\(method.uppercased()) \(path)", default: []].append(answer) }
    }

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        let target: String
        switch request.target {
        case .path(let path): target = self.path + path
        case .url(let url):
            guard url.hasPrefix(base) || url.hasPrefix("/") else {
                throw OutboundFailure(
                    .foreignOrigin,
                    "The answer led to another origin than the connection's; it was not followed."
                )
            }
            target = url.hasPrefix("/") ? url : String(url.dropFirst(base.count))
        }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let path = parts[0]
        let query = (parts.count > 1 ? Self.pairs(parts[1]) : []) + request.query
        let line = "\(request.method.rawValue) \(path)"
        let answer: Answer? = state.withLock { state in
            state.requests.append(seen(request, path: path, query: query))
            guard let answers = state.script[line], let first = answers.first else {
                state.unscripted.append(line)
                return nil
            }
            if answers.count > 1 { state.script[line] = Array(answers.dropFirst()) }
            return first
        }
        guard let answer else {
            throw OutboundFailure(.invalidRequest, "Nothing is scripted for \(line); add connection:on(…).")
        }
        if let fails = answer.fails { throw failure(fails, request, line) }
        return OutboundResponse(
            status: answer.status,
            headers: answer.headers,
            body: answer.body,
            url: base + path,
            retryAfter: answer.headers.first("retry-after").flatMap(Double.init).map { .seconds($0) }
        )
    }

    private func failure(_ fails: String, _ request: OutboundRequest, _ line: String) -> OutboundFailure {
        guard request.reads else {
            return OutboundFailure(
                .outcomeUnknown,
                "\(line) was sent and not answered; look at the ticket before you repeat it."
            )
        }
        return fails == "timeout"
            ? OutboundFailure(.timedOut, "\(line) was not answered in time; try again later.")
            : OutboundFailure(.connectionLost, "The connection ended before \(line) was answered; try again later.")
    }

    // MARK: What was seen

    private func seen(_ request: OutboundRequest, path: String, query: [NamedValue]) -> LuaValue {
        var headers = LuaTable()
        for field in self.headers.overlaid(by: request.headers) {
            headers[field.name.lowercased()] = .text(field.value)
        }
        var table = LuaTable()
        table["method"] = .text(request.method.rawValue)
        table["path"] = .text(path)
        table["query"] = Self.fields(query)
        switch request.body {
        case .none:
            table["body"] = ""
        case .bytes(let bytes, let type):
            headers["content-type"] = .text(type)
            table["body"] = .string(LuaBytes(bytes))
        case .form(let fields):
            headers["content-type"] = "application/x-www-form-urlencoded"
            table["body"] = .text(QueryEncoding.query(fields))
            table["form"] = Self.fields(fields)
        case .multipart(let parts):
            headers["content-type"] = "multipart/form-data"
            table["body"] = ""
            table["multipart"] = .list(parts.map(Self.part))
        }
        table["headers"] = .table(headers)
        return .table(table)
    }

    private static func part(_ part: MultipartPart) -> LuaValue {
        switch part.content {
        case .value(let value):
            .fields(["name": .text(part.name), "value": .text(value)])
        case .file(let data, let filename, let type):
            .fields([
                "name": .text(part.name), "data": .string(LuaBytes(data)), "filename": .text(filename),
                "content_type": .text(type),
            ])
        }
    }

    private static func fields(_ items: [NamedValue]) -> LuaValue {
        var table = LuaTable()
        for item in items {
            switch table[item.name] {
            case .nil: table[item.name] = .text(item.value)
            case .table(var list):
                list.list.append(.text(item.value))
                table[item.name] = .table(list)
            case let first: table[item.name] = .list([first, .text(item.value)])
            }
        }
        return .table(table)
    }

    private static func pairs(_ query: String) -> [NamedValue] {
        query.split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1).map {
                String($0).removingPercentEncoding ?? String($0)
            }
            return NamedValue(parts[0], parts.count > 1 ? parts[1] : "")
        }
    }
}
