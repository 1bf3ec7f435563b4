import Engine
import Store
import TicketModel

/// The sections about who is told of trouble, and what is kept.
extension ConfigurationReader {
    /// The notifiers that alerts go to, each once; an empty list is nobody.
    mutating func alerts(_ value: YAMLValue) -> [String]? {
        let path = ConfigurationPath.top["alerts"]
        guard case .list(let items) = value.content else {
            let wanted = "a list of notifiers, as in [\(notifierNames.first ?? "duty")]"
            report(.wrongType(wanted: wanted, found: value.kind), at: path, line: value.line)
            return nil
        }
        var names: [String] = []
        for (index, item) in items.enumerated() {
            guard let text = text(item, wanted: "a notifier's name", at: path[index]) else { continue }
            if !notifierNames.contains(text.value) {
                report(.unknownNotifier(text.shown, known: notifierNames), at: path[index], line: item.line)
            } else if !names.contains(text.value) {
                names.append(text.value)
            }
        }
        return names
    }

    mutating func retention(_ value: YAMLValue) -> RetentionLimits {
        var limits = RetentionLimits.standard
        let path = ConfigurationPath.top["retention"]
        let known = RetentionLimits.classes.map(\.rawValue) + ["size"]
        for entry in entries(of: value, at: path, known: known) ?? [] {
            let path = path[entry.key]
            guard let name = StoreSize.Class(rawValue: entry.key) else {
                limits.size = bytes(entry.value, at: path)
                continue
            }
            if case .scalar("forever", _) = entry.value.content {
                limits.ages[name] = nil
            } else if let age = duration(entry.value, example: "90d", at: path) {
                limits.ages[name] = age
            }
        }
        return limits
    }

    mutating func backlog(_ value: YAMLValue) -> BacklogRule {
        var rule = BacklogRule()
        let path = ConfigurationPath.top["backlog"]
        for entry in entries(of: value, at: path, known: ["after", "runs"]) ?? [] {
            let path = path[entry.key]
            switch entry.key {
            case "after": rule.after = duration(entry.value, example: "1h", at: path) ?? rule.after
            default: rule.runs = count(entry.value, at: path) ?? rule.runs
            }
        }
        return rule
    }

    private mutating func bytes(_ value: YAMLValue, at path: ConfigurationPath) -> Int64? {
        guard let text = text(value, wanted: "an amount of bytes, as in 10GB", at: path) else { return nil }
        guard let size = MemorySize(parsing: text.value) else {
            report(.size(text.shown), at: path, line: value.line)
            return nil
        }
        return size.bytes
    }
}
