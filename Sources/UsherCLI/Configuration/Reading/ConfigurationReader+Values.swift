import Engine
import OutboundHTTP
import TicketModel

/// Single values.
extension ConfigurationReader {
    mutating func duration(_ value: YAMLValue, example: String, at path: ConfigurationPath) -> TimeSpan? {
        guard let text = text(value, wanted: "a duration, as in \(example)", at: path) else { return nil }
        do {
            let span = try TimeSpan(parsing: text.value)
            if span > .zero { return span }
            report(.noTime(text.shown), at: path, line: value.line)
        } catch {
            let isSecret = text.value != text.shown
            report(.duration(isSecret ? .duration(text.shown) : error), at: path, line: value.line)
        }
        return nil
    }

    mutating func mode(_ value: YAMLValue, at path: ConfigurationPath) -> AutomationMode? {
        guard let text = text(value, wanted: "off, shadow or live", at: path) else { return nil }
        guard let mode = AutomationMode(rawValue: text.value) else {
            report(.mode(text.shown), at: path, line: value.line)
            return nil
        }
        return mode
    }

    /// The connections an automation is for, each once; `nil` for all.
    mutating func connectionList(_ value: YAMLValue, at path: ConfigurationPath) -> [String]? {
        guard case .list(let items) = value.content else {
            let wanted = "a list of connections, as in [\(connectionNames.first ?? "portal")]"
            report(.wrongType(wanted: wanted, found: value.kind), at: path, line: value.line)
            return nil
        }
        if items.isEmpty { report(.noConnections, at: path, line: value.line) }
        var names: [String] = []
        for (index, item) in items.enumerated() {
            guard let text = text(item, wanted: "a connection's name", at: path[index]) else { continue }
            if !connectionNames.contains(text.value) {
                report(.unknownConnection(text.shown, known: connectionNames), at: path[index], line: item.line)
            } else if !names.contains(text.value) {
                names.append(text.value)
            }
        }
        return names
    }

    mutating func limits(_ value: YAMLValue, at path: ConfigurationPath) -> AutomationLimits {
        var limits = AutomationLimits()
        let known = [
            "cpu", "deadline", "memory", "output", "host_calls", "steps", "replies", "replies_per_ticket",
            "replies_per_requester",
        ]
        for entry in entries(of: value, at: path, known: known) ?? [] {
            let path = path[entry.key]
            switch entry.key {
            case "cpu": limits.cpu = duration(entry.value, example: "500ms", at: path)
            case "deadline": limits.deadline = duration(entry.value, example: "30s", at: path)
            case "memory": limits.memory = memory(entry.value, at: path)
            case "output": limits.output = memory(entry.value, at: path)
            case "host_calls": limits.hostCalls = count(entry.value, at: path)
            case "steps": limits.steps = count(entry.value, at: path)
            case "replies": limits.replies = rate(entry.value, at: path)
            case "replies_per_ticket": limits.repliesPerTicket = rate(entry.value, at: path)
            default: limits.repliesPerRequester = rate(entry.value, at: path)
            }
        }
        return limits
    }

    private mutating func count(_ value: YAMLValue, at path: ConfigurationPath) -> Int? {
        let wanted = "a whole number above zero, as in 10000"
        guard let text = text(value, wanted: wanted, at: path) else { return nil }
        guard let count = Int(text.value), count > 0 else {
            report(.wrongType(wanted: wanted, found: value.kind), at: path, line: value.line)
            return nil
        }
        return count
    }

    private mutating func rate(_ value: YAMLValue, at path: ConfigurationPath) -> ReplyLimits.Rate? {
        guard let text = text(value, wanted: "a number and a time, as in 5/1d", at: path) else { return nil }
        let parts = text.value.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), count > 0,
            let window = try? TimeSpan(parsing: String(parts[1])),
            window > .zero, window <= ReplyLimits.longestWindow
        else {
            report(.rate(text.shown), at: path, line: value.line)
            return nil
        }
        return ReplyLimits.Rate(count, per: window)
    }

    private mutating func memory(_ value: YAMLValue, at path: ConfigurationPath) -> MemorySize? {
        guard let text = text(value, wanted: "an amount of memory, as in 32MB", at: path) else { return nil }
        guard let size = MemorySize(parsing: text.value) else {
            report(.memory(text.shown), at: path, line: value.line)
            return nil
        }
        return size
    }

    /// What stands at the end of a webhook's path: long enough not to be guessed, and nothing that a path would write otherwise.
    mutating func hookSecret(_ value: YAMLValue, at path: ConfigurationPath) -> Secret? {
        guard let text = text(value, wanted: "a long random text, as in ${env:HOOK_SECRET}", at: path) else {
            return nil
        }
        let isPlain = text.value.utf8.allSatisfy { byte in
            let scalar = Unicode.Scalar(byte)
            return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_"
        }
        guard isPlain, text.value.allSatisfy(\.isASCII), text.value.count >= 16 else {
            report(.hookSecret, at: path, line: value.line)
            return nil
        }
        return Secret(text.value)
    }

    /// A plugin's setting; one with a problem is left as it is written, since the file is refused for it.
    mutating func value(_ value: YAMLValue, at path: ConfigurationPath) -> ConfigurationValue {
        switch value.content {
        case .list(let items):
            let items = items.enumerated().map { self.value($0.element, at: path[$0.offset]) }
            return ConfigurationValue(
                content: .list(items),
                line: value.line,
                isSecret: items.contains(where: \.isSecret)
            )
        case .map(let entries):
            var values: [String: ConfigurationValue] = [:]
            for entry in entries { values[entry.key] = self.value(entry.value, at: path[entry.key]) }
            return ConfigurationValue(
                content: .map(values),
                line: value.line,
                isSecret: values.values.contains(where: \.isSecret)
            )
        case .scalar(let written, let isPlain):
            let resolved = resolve(written, at: path, line: value.line)
            let isSecret = resolved?.secrets.isEmpty == false
            let text = resolved?.text ?? written
            return ConfigurationValue(
                content: isPlain && !isSecret ? ConfigurationValue.Content(PlainScalar(text)) : .string(text),
                line: value.line,
                isSecret: isSecret,
                written: written
            )
        }
    }
}

extension ConfigurationValue.Content {
    fileprivate init(_ scalar: PlainScalar) {
        self =
            switch scalar {
            case .null: .null
            case .bool(let value): .bool(value)
            case .integer(let value): .integer(value)
            case .number(let value): .number(value)
            case .string(let value): .string(value)
            }
    }
}
