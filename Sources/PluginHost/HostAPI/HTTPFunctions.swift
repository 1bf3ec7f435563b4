import LuaRuntime
import OutboundHTTP
import TicketModel

extension HostFunctions {
    /// What `api` is made of.
    static var http: [HostFunction] {
        [
            .waiting("http") { call in
                let scope = try httpScope(call)
                let request = try RequestReader.request(call)
                do {
                    let response = try await scope.exchange(request, setting: call[3].table?["setting"].text)
                    return [answer(response, RequestLine(request), hidesURL: scope.urlSetting != nil)]
                } catch let failure as TicketFailure {
                    return [.nil, failure.lua]
                }
            },
            .immediate("unreadable") { call in
                let scope = try httpScope(call)
                let answer = call[1].table ?? LuaTable()
                return [
                    scope.reader.unreadable(
                        answer["body"].bytes ?? [],
                        status: Int(answer["status"].integer ?? 0),
                        problem: call[2].text ?? "not JSON",
                        line(answer)
                    ).lua
                ]
            },
            .immediate("failed") { call in
                let scope = try httpScope(call)
                let answer = call[1].table ?? LuaTable()
                let body = try? JSONValue(parsing: answer["body"].bytes ?? [])
                let status = Int(answer["status"].integer ?? 0)
                scope.noteRefused(line(answer))
                return [scope.reader.failure(inside: body, status: status, line(answer)).lua]
            },
            .immediate("refused") { call in
                let scope = try httpScope(call)
                let answer = call[1].table ?? LuaTable()
                scope.noteRefused(line(answer))
                let status = Int(answer["status"].integer ?? 0)
                return [scope.reader.refused(call[2].table ?? LuaTable(), status: status, line(answer)).lua]
            },
        ]
    }

    private static func httpScope(_ call: LuaCall) throws -> HTTPScope {
        guard let scope = try call.scope().http else {
            throw LuaRaise("api belongs to the call that was given it, and this one was given none")
        }
        return scope
    }

    private static func answer(_ response: OutboundResponse, _ request: RequestLine, hidesURL: Bool) -> LuaValue {
        var headers = LuaTable()
        for field in response.headers {
            let name = field.name.lowercased()
            headers[name] = .text(headers[name].text.map { "\($0), \(field.value)" } ?? field.value)
        }
        return .fields([
            "status": .integer(Int64(response.status)),
            "headers": .table(headers),
            "body": .string(LuaBytes(response.body)),
            "url": hidesURL ? .nil : .text(response.url),
            "__request": .text(request.method),
            "__path": .text(request.path),
            "__reads": .boolean(request.reads),
        ])
    }

    private static func line(_ answer: LuaTable) -> RequestLine {
        RequestLine(
            method: answer["__request"].text ?? "",
            path: answer["__path"].text ?? "",
            reads: answer["__reads"].boolean ?? true
        )
    }
}

/// Makes a request of what Lua asked for.
enum RequestReader {
    static func request(_ call: LuaCall) throws(LuaRaise) -> OutboundRequest {
        guard let method = call[1].text.flatMap(OutboundMethod.init(rawValue:)), let target = call[2].table else {
            throw LuaRaise("this is not a request")
        }
        let options = call[3].table ?? LuaTable()
        var request = OutboundRequest(method, try self.target(target))
        request.query = try query(options["query"])
        for (name, value) in options["headers"].table?.sortedFields ?? [] {
            guard value.isPresent else { continue }
            guard let text = value.scalarText else {
                throw LuaRaise("the header \"\(name)\" must be text, not a \(value.typeName)")
            }
            request.headers.append(name, text)
        }
        request.body = try body(options)
        if let reads = options["reads"].boolean { request.reads = reads }
        return request
    }

    private static func target(_ target: LuaTable) throws(LuaRaise) -> OutboundRequest.Target {
        if let path = target["path"].text { return .path(path) }
        guard let url = target["url"].text else { throw LuaRaise("api:follow takes a URL") }
        return .url(url)
    }

    /// In the order of the names.
    ///
    /// What is nil or empty is left out, for some providers refuse an empty filter.
    static func query(_ value: LuaValue) throws(LuaRaise) -> [NamedValue] {
        var items: [NamedValue] = []
        guard !value.isPresent || value.table != nil else {
            throw LuaRaise("a query or a form is a table, as in { page = 2 }, not a \(value.typeName)")
        }
        for (name, value) in value.table?.sortedFields ?? [] {
            let values = value.table.flatMap { $0.fields.isEmpty ? $0.list : nil } ?? [value]
            for element in values where element.isPresent {
                guard let text = element.scalarText else {
                    throw LuaRaise("the query's \"\(name)\" must be text, a number, true or false, or a list of those")
                }
                if !text.isEmpty { items.append(NamedValue(name, text)) }
            }
        }
        return items
    }

    private static func body(_ options: LuaTable) throws(LuaRaise) -> OutboundBody {
        if let bytes = options["body"].bytes {
            return .bytes(bytes, contentType: options["content_type"].text ?? "application/octet-stream")
        }
        if options["form"].isPresent { return .form(try query(options["form"])) }
        guard let parts = options["multipart"].table?.list else { return .none }
        var read: [MultipartPart] = []
        for part in parts {
            guard let part = part.table, let name = part["name"].text else {
                throw LuaRaise("a part of a multipart body needs a name")
            }
            if let data = part["data"].bytes {
                let type = part["content_type"].text ?? "application/octet-stream"
                read.append(
                    MultipartPart(name, .file(data, filename: part["filename"].text ?? name, contentType: type))
                )
            } else if let value = part["value"].scalarText {
                read.append(MultipartPart(name, .value(value)))
            } else {
                throw LuaRaise("the part \"\(name)\" of a multipart body needs a value or data")
            }
        }
        return .multipart(read)
    }
}

extension LuaValue {
    /// Text, a number or a boolean as a query writes it; nil for anything else.
    var scalarText: String? {
        switch self {
        case .string(let bytes): bytes.text
        case .integer(let integer): String(integer)
        case .number(let number): Int64(exactly: number).map(String.init) ?? String(number)
        case .boolean(let boolean): boolean ? "true" : "false"
        default: nil
        }
    }
}
