import LuaRuntime
import TicketModel

/// The functions that the host's own Lua is given, by name.
enum HostFunctions {
    static func all(bundle: PluginBundle) -> [HostFunction] {
        [.together("together")] + base(bundle) + values + hours + texts + http + tickets + effects + specs
    }

    /// The table `host` of the bootstrap.
    static func table(_ functions: [HostFunction]) -> LuaValue {
        var table = LuaTable()
        for (number, function) in functions.enumerated() { table[function.name] = .hostFunction(number) }
        table["encode"] = .native(.jsonEncode)
        table["decode"] = .native(.jsonDecode)
        table["lazy"] = .native(.jsonLazy)
        table["copy"] = .native(.jsonCopy)
        table["array"] = .native(.jsonArray)
        table["null"] = .null
        table["version"] = .text(HostVersion.current)
        table["error_kinds"] = .text(ErrorKind.allCases.map(\.rawValue).joined(separator: ", "))
        table["ticket_fields"] = .list(ticketFields.map { .text($0) })
        return .table(table)
    }

    /// What an automation may read of a ticket; its body is plain text whatever the provider sent.
    static let ticketFields =
        TicketField.allCases.filter { $0 != .bodyFormat }.map(\.rawValue) + [Ticket.localFields, "waiting_since"]

    // MARK: What even loading may call

    private static func base(_ bundle: PluginBundle) -> [HostFunction] {
        [
            .immediate("kit") { call in
                guard let name = call[1].text, let source = PluginState.kit[name] else { return [.nil] }
                return [.string(LuaBytes(source))]
            },
            .immediate("raise") { throw LuaRaise($0[1].text ?? "error") },
            .immediate("place", knowsPlace: true) { call in
                call.place.map { [.integer(Int64($0.line)), .text($0.file)] } ?? []
            },
            .immediate("is_error_kind") { call in [.boolean(call[1].text.flatMap(ErrorKind.init(rawValue:)) != nil)] },
            .immediate("unknown_field") { call in
                let name = call[1].text ?? ""
                let hint =
                    Suggestion.closest(to: name, among: ticketFields)
                    .map { "; did you mean \"\($0)\"?" } ?? ""
                throw LuaRaise("a ticket has no field \"\(name)\"\(hint)")
            },
            .immediate("module_source") { call in
                let spec = try? call.scope().spec
                guard let name = call[1].text, let module = bundle.module(name, inSpecs: spec != nil) else {
                    return [.nil]
                }
                spec?.require(module.file)
                return [.string(LuaBytes(module.text)), .text(module.file)]
            },
            .immediate("log") { call in
                let level = LogLine.Level(rawValue: call[1].text ?? "") ?? .info
                try call.scope().log(LogLine(level, call[2].text ?? ""))
                return []
            },
            .immediate("slot") { call in
                try call.scope().handler?.world.slot.map { [.number($0.secondsSinceEpoch)] } ?? [.nil]
            },
            .direct("now") { frame in
                frame.answer(try CallScope.of(frame.context).now().secondsSinceEpoch)
                return 1
            },
        ]
    }
}

/// The host's version.
package enum HostVersion {
    package static let current = "0.1.0"
}
