import PluginHost
package import TicketModel

extension RunReport {
    /// The report as the command line prints it.
    package var json: JSONValue {
        [
            "automation": .string(automation),
            "version": .string(version),
            "mode": .string(mode.rawValue),
            "considered": .array(considered.map(\.json)),
            "errors": .array(failures.map(\.json)),
            "notes": .array(notes.map(JSONValue.string)),
        ]
    }
}

extension HandlerReport {
    /// The report as the command line prints it; `because` and `failure` stand where they apply.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "handler": .string(handler),
            "fired": .bool(verdict == .fired),
            "effects": .array(effects.map(\.json)),
            "deliveries": .array(deliveries.map(\.json)),
            "log": .array(log.map { ["level": .string($0.level.rawValue), "text": .string($0.text)] }),
        ]
        members["ticket"] = ticket.map { .string($0.description) }
        members["failure"] = failure?.json
        members["usage"] = usage?.json
        members["run"] = run.map(JSONValue.integer)
        if case .passedOver(let reason) = verdict { members["because"] = .string(reason) }
        if !stateWrites.isEmpty { members["state"] = .object(stateWrites) }
        return .object(members)
    }
}

extension PluginFailure {
    /// The failure as it is printed and kept.
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "kind": .string(kind.rawValue), "plugin": .string(plugin), "message": .string(message),
        ]
        members["handler"] = handler.map(JSONValue.string)
        members["file"] = file.map(JSONValue.string)
        members["line"] = line.map { .integer(Int64($0)) }
        members["traceback"] = traceback.map(JSONValue.string)
        return .object(members)
    }
}
