import LuaRuntime
import OutboundHTTP
import TicketModel

extension HostFunctions {
    /// What `spec`, `describe` and `it` are made of.
    static var specs: [HostFunction] {
        [
            .immediate("spec_result", knowsPlace: true) { call in
                let message = call[3].text
                let place = call.place
                try specScope(call).finish(
                    call[1].text ?? "",
                    file: place?.file ?? "",
                    line: place?.line,
                    passed: call[2].isTruthy,
                    message: message
                )
                return []
            },
            .waiting("spec_connect") { call in
                do {
                    return [.integer(Int64(try await specScope(call).connect(call[1].table ?? LuaTable())))]
                } catch let failure as TicketFailure {
                    throw LuaRaise(failure.message)
                }
            },
            .immediate("spec_on") { call in
                let connection = try specScope(call).connection(call[1])
                connection.transport.add(
                    answer(call[4].table ?? LuaTable(), json: call[5].bytes),
                    method: try text(call, 2),
                    path: try text(call, 3)
                )
                return []
            },
            .immediate("spec_requests") { call in
                [.list(try specScope(call).connection(call[1]).transport.requests)]
            },
            .waiting("spec_call") { call in
                let connection = try specScope(call).connection(call[1])
                do {
                    return [
                        try await SpecCall(connection: connection, arguments: Array(call.arguments.dropFirst(2))).run(
                            text(call, 2)
                        )
                    ]
                } catch let failure as TicketFailure {
                    return [.nil, failure.lua]
                }
            },
            .waiting("spec_run") { call in
                let world = try SpecWorld(
                    specScope(call),
                    options: call[1].table ?? LuaTable(),
                    tickets: call[2],
                    state: call[3],
                    now: call[4]
                )
                let outcome = try await world.run(call[5].table ?? LuaTable())
                return [
                    .fields([
                        "effects": .list(outcome.effects.map { LuaValue($0.json) }),
                        "error": outcome.error.map { .text($0) } ?? .nil,
                        "state": LuaValue(.object(outcome.state)),
                        "log": .list(outcome.log.map { .text($0.text) }),
                    ])
                ]
            },
        ]
    }

    private static func specScope(_ call: LuaCall) throws -> SpecScope {
        guard let spec = try call.scope().spec else { throw LuaRaise("this belongs to a spec") }
        return spec
    }

    private static func answer(_ options: LuaTable, json: [UInt8]?) -> ScriptedTransport.Answer {
        var headers = HeaderList()
        for (name, value) in options["headers"].table?.sortedFields ?? [] {
            for text in value.table?.list.compactMap(\.scalarText) ?? [value.scalarText ?? ""] {
                headers.append(name, text)
            }
        }
        if json != nil, headers.first("content-type") == nil { headers.append("content-type", "application/json") }
        return ScriptedTransport.Answer(
            status: options["status"].integer.map(Int.init) ?? 200,
            headers: headers,
            body: json ?? options["body"].bytes ?? [],
            fails: options["fails"].text
        )
    }
}
