import LuaRuntime
import TicketModel

/// A provider's words and ours, under one connection's settings.
struct ProviderWords: Sendable {
    var statuses: [String: TicketStatus] = [:]
    var statusTargets: [TicketStatus: String] = [:]
    var priorities: [String: TicketPriority] = [:]
    var priorityTargets: [TicketPriority: String] = [:]

    /// The targets that a map from raw to ours implies: those that only one raw word stands for.
    static func inverse<Word: Hashable>(_ words: [String: Word]) -> [Word: String] {
        Dictionary(grouping: words.keys) { words[$0] }.reduce(into: [:]) { targets, entry in
            if let word = entry.key, entry.value.count == 1 { targets[word] = entry.value[0] }
        }
    }

    /// The raw words that a filter's statuses stand for; nil where ours is one that no raw word is mapped to.
    func raw(_ wanted: [StatusWord]) -> [String]? {
        var raws: [String] = []
        for word in wanted {
            switch word {
            case .raw(let raw): raws.append(raw)
            case .normalised(.unknown): return nil
            case .normalised(let status): raws += statuses.filter { $0.value == status }.keys.sorted()
            }
        }
        return raws
    }

    func raw(_ wanted: [PriorityWord]) -> [String] {
        wanted.flatMap { word in
            switch word {
            case .raw(let raw): [raw]
            case .normalised(let priority): priorities.filter { $0.value == priority }.keys.sorted()
            }
        }
    }

    /// What `status_map` and the like gave back, as words of ours; unknown words are told.
    static func words<Word: RawRepresentable>(_ value: LuaValue, _ unknown: (String) -> Void) -> [String: Word]
    where Word.RawValue == String {
        var words: [String: Word] = [:]
        for (raw, text) in value.table?.members ?? [:] {
            guard let text = text.stringValue, let word = Word(rawValue: text) else {
                unknown(text.text())
                continue
            }
            words[raw] = word
        }
        return words
    }

    static func targets<Word: RawRepresentable & Hashable>(_ value: LuaValue, _ unknown: (String) -> Void) -> [Word:
        String]
    where Word.RawValue == String {
        var targets: [Word: String] = [:]
        for (text, raw) in value.table?.members ?? [:] {
            guard let word = Word(rawValue: text) else {
                unknown(JSONValue.string(text).text())
                continue
            }
            targets[word] = raw.stringValue ?? raw.integerValue.map(String.init) ?? raw.text()
        }
        return targets
    }
}
