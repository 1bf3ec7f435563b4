import LuaRuntime
import TicketModel

/// Collects the problems of one declaration.
final class ProblemLog {
    let file: String
    private let lines: [Substring]
    private(set) var problems: [ManifestProblem] = []

    init(file: String, source: [UInt8]) {
        self.file = file
        lines = String(decoding: source, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }

    func add(_ key: String, _ message: String, line: Int?) {
        problems.append(ManifestProblem(file: file, line: line, key: key, message: message))
    }

    /// The line on which `name =` first stands, from a line on.
    func line(of name: String, from start: Int?) -> Int? {
        let first = max(0, (start ?? 1) - 1)
        for index in lines.indices.dropFirst(first) {
            guard let range = lines[index].firstRange(of: name) else { continue }
            let before = lines[index][..<range.lowerBound].last
            let after = lines[index][range.upperBound...].drop { $0 == " " || $0 == "\"" || $0 == "]" || $0 == "'" }.first
            let startsWord = before.map { !($0.isLetter || $0.isNumber || $0 == "_") } ?? true
            if startsWord, after == "=" { return index + 1 }
        }
        return nil
    }
}

/// Reads one table of a declaration, field by field, and notes what is wrong with each.
struct FieldReader {
    let table: LuaTable
    /// The dotted way to this table; empty for the declaration itself.
    let path: String
    /// Where the table begins, as far as known.
    let line: Int?
    let log: ProblemLog

    init(_ table: LuaTable, path: String, line: Int?, log: ProblemLog) {
        self.table = table
        self.path = path
        self.line = table["__line"].integer.map(Int.init) ?? line
        self.log = log
    }

    func key(_ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    func line(of name: String) -> Int? {
        log.line(of: name, from: line) ?? line
    }

    func problem(_ name: String, _ message: String) {
        log.add(key(name), message, line: line(of: name))
    }

    /// Notes every key that is not allowed.
    func allowOnly(_ names: [String]) {
        for (name, _) in table.sortedFields where !name.hasPrefix("__") && !names.contains(name) {
            let hint = Suggestion.closest(to: name, among: names).map { "did you mean \"\($0)\"?" }
                ?? "what may stand here: \(names.joined(separator: ", "))."
            problem(name, "there is no such key; \(hint)")
        }
    }

    func isFunction(_ name: String) -> Bool {
        switch table[name] {
        case .nil:
            return false
        case .function:
            return true
        default:
            problem(name, "takes a function, not a \(table[name].typeName).")
            return false
        }
    }

    /// Text under `name`; a missing one is a problem only with `orElse`, which says what to write.
    func text(_ name: String, orElse remedy: String? = nil) -> String? {
        switch table[name] {
        case .string(let bytes) where !bytes.bytes.isEmpty:
            return bytes.text
        case .nil:
            if let remedy { problem(name, "is missing; write \(remedy).") }
            return nil
        case .string:
            problem(name, "is empty; write \(remedy ?? "some text, or leave it out").")
            return nil
        default:
            problem(name, "takes text, not a \(table[name].typeName).")
            return nil
        }
    }

    /// A dotted path into a JSON body; empty for the body itself.
    func bodyPath(_ name: String) -> String? {
        table[name] == "" ? "" : text(name)
    }

    func flag(_ name: String) -> Bool? {
        switch table[name] {
        case .nil: return nil
        case .boolean(let flag): return flag
        default:
            problem(name, "takes true or false, not a \(table[name].typeName).")
            return nil
        }
    }

    func number(_ name: String) -> Double? {
        guard table[name] != .nil else { return nil }
        guard let number = table[name].number else {
            problem(name, "takes a number, not a \(table[name].typeName).")
            return nil
        }
        return number
    }

    func span(_ name: String) -> TimeSpan? {
        guard let text = text(name) else { return nil }
        do {
            return try TimeSpan(parsing: text)
        } catch {
            problem(name, "\(error)")
            return nil
        }
    }

    /// One of an enumeration's words.
    func word<Word: RawRepresentable & CaseIterable>(_ name: String, of type: Word.Type) -> Word?
    where Word.RawValue == String {
        guard let text = text(name) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue)
        let hint = Suggestion.closest(to: text, among: words).map { "did you mean \"\($0)\"?" }
            ?? "the words are \(words.joined(separator: ", "))."
        problem(name, "\"\(text)\" is not one of the words; \(hint)")
        return nil
    }

    func texts(_ name: String) -> [String]? {
        guard table[name] != .nil else { return nil }
        guard let list = table[name].table, list.fields.isEmpty else {
            problem(name, "takes a list of texts, as in { \"one\", \"two\" }.")
            return nil
        }
        let texts = list.list.compactMap(\.text)
        if texts.count < list.list.count { problem(name, "takes texts only.") }
        return texts
    }

    /// A map from text to text.
    func map(_ name: String) -> [String: String] {
        guard let reader = child(name) else { return [:] }
        var map: [String: String] = [:]
        for (field, value) in reader.table.sortedFields where !field.hasPrefix("__") {
            guard let text = value.text else {
                reader.problem(field, "takes text, not a \(value.typeName).")
                continue
            }
            map[field] = text
        }
        for (position, value) in reader.table.sparse { value.text.map { map[String(position)] = $0 } }
        for (index, value) in reader.table.list.enumerated() { value.text.map { map[String(index + 1)] = $0 } }
        return map
    }

    /// The table under `name`.
    func child(_ name: String) -> FieldReader? {
        guard table[name] != .nil else { return nil }
        guard let child = table[name].table else {
            problem(name, "takes a table, not a \(table[name].typeName).")
            return nil
        }
        return FieldReader(child, path: key(name), line: line(of: name), log: log)
    }

    /// The tables of a list under `name`, counted from 1.
    func children(_ name: String) -> [FieldReader] {
        guard let list = child(name) else { return [] }
        if !list.table.fields.keys.filter({ !$0.text.hasPrefix("__") }).isEmpty {
            problem(name, "takes a list of tables, as in { { … }, { … } }.")
        }
        return list.table.list.enumerated().compactMap { index, element in
            guard let table = element.table else {
                problem(name, "takes tables only; number \(index + 1) is a \(element.typeName).")
                return nil
            }
            return FieldReader(table, path: "\(key(name))[\(index + 1)]", line: list.line, log: log)
        }
    }
}
