package import Store
package import TicketModel

extension RunRecord {
    /// The run as the command line prints it; what does not apply is left out.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "id": .integer(id), "automation": .string(automation), "version": .string(version),
            "handler": .string(handler), "mode": .string(mode), "state": .string(state.rawValue),
            "cause": .string(cause.rawValue), "attempts": .integer(Int64(attempts)), "created_at": createdAt.json,
        ]
        if state.isUnfinished { members["due_at"] = dueAt.json }
        members["change"] = change.map(JSONValue.integer)
        members["slot"] = cause == .schedule ? payload["slot"] : nil
        members["ticket"] = ticket.map { .string($0.description) }
        if cause == .command {
            members["by"] = payload["by"]
            members["invocation"] = payload["invocation"]
        }
        members["started_at"] = startedAt?.json
        members["ended_at"] = endedAt?.json
        members["verdict"] = verdict.map(JSONValue.string)
        members["because"] = why.map(JSONValue.string)
        members["failure"] = error
        members["log"] = log.map { _ in .array(logLines) }
        members["usage"] = usage?.json
        return .object(members)
    }
}

extension EffectRecord {
    /// The effect as it was asked for; `nil` where this program cannot read it.
    package var effect: Effect? {
        EffectDocument.action(action).map { Effect(ticket: ticket, action: $0, ordinal: ordinal) }
    }

    /// The entry as the command line prints it; what does not apply is left out.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "id": .integer(id), "run": .integer(run), "key": .string(key), "automation": .string(automation),
            "state": .string(state.rawValue), "attempts": .integer(Int64(attempts)), "created_at": createdAt.json,
            "effect": effect?.json ?? action,
        ]
        members["connection"] = connection.map(JSONValue.string)
        members["sent_at"] = sentAt?.json
        members["settled_at"] = settledAt?.json
        if state == .pending { members["expires_at"] = expiresAt?.json }
        if state.isOpen { members["not_before"] = notBefore.json }
        members["provider_id"] = providerID.map(JSONValue.string)
        members["because"] = why.map(JSONValue.string)
        members["error"] = error
        return .object(members)
    }
}
