import LuaRuntime
import TicketModel

/// Collects the problems of one declaration.
final class ProblemLog {
    private let bundle: PluginBundle
    private var sources: [String: DeclarationSource] = [:]
    private(set) var problems: [ManifestProblem] = []

    init(_ bundle: PluginBundle) {
        self.bundle = bundle
    }

    func add(_ key: String, _ message: String, at place: DeclarationPlace? = nil) {
        problems.append(
            ManifestProblem(file: place?.file ?? bundle.mainFile, line: place?.line, key: key, message: message)
        )
    }

    func source(_ file: String) -> DeclarationSource {
        if let source = sources[file] { return source }
        let source = DeclarationSource(bundle.files[file] ?? [])
        sources[file] = source
        return source
    }
}

/// Where a table or a key of a declaration stands.
struct DeclarationPlace {
    var file: String
    var line: Int?
    /// The table in the file's source, where it was found.
    var table: Int?
}

/// Reads one table of a declaration, field by field, and notes what is wrong with each.
struct FieldReader {
    let table: LuaTable
    /// The dotted way to this table; empty for the declaration itself.
    let path: String
    let place: DeclarationPlace
    let log: ProblemLog

    /// `place`: where the table stands as far as its surroundings tell; it may have noted its own place.
    init(_ table: LuaTable, path: String, place: DeclarationPlace, log: ProblemLog) {
        self.table = table
        self.path = path
        self.log = log
        var place = place
        if place.table == nil, let line = table["__line"].integer.map(Int.init) {
            place = DeclarationPlace(file: table["__file"].text ?? place.file, line: line)
            place.table = log.source(place.file).table(onLine: line)
        }
        self.place = place
    }

    func key(_ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    /// The key's place, or the table's where the key is not there.
    func place(of name: String) -> DeclarationPlace {
        var found = place
        found.table = nil
        let key = place.table.flatMap { log.source(place.file).key(name, in: $0) }
        guard let key else { return found }
        found.line = key.line
        found.table = key.table
        if let table = key.table { found.line = log.source(place.file).line(at: table) }
        return found
    }

    func problem(_ name: String, _ message: String) {
        log.add(key(name), message, at: place(of: name))
    }

    /// Notes a problem of the table as a whole.
    func problem(_ message: String) {
        log.add(path, message, at: place)
    }

    /// Notes every key that is not allowed.
    func allowOnly(_ names: [String]) {
        for (name, _) in table.sortedFields where !name.hasPrefix("__") && !names.contains(name) {
            let hint =
                Suggestion.closest(to: name, among: names).map { "did you mean \"\($0)\"?" }
                ?? "what may stand here: \(names.joined(separator: ", "))."
            problem(name, "there is no such key; \(hint)")
        }
        if !table.list.isEmpty { problem("holds a value without a name; write name = value.") }
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

    /// A dotted path into an answer; the empty one is the answer itself.
    func path(_ name: String) -> String? {
        table[name].bytes?.isEmpty == true ? "" : text(name)
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
        let hint =
            Suggestion.closest(to: text, among: words).map { "did you mean \"\($0)\"?" }
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
        let numbered = reader.table.list.enumerated().map { (Int64($0.offset + 1), $0.element) } + reader.table.sparse
        for (number, value) in numbered.sorted(by: { $0.0 < $1.0 }) {
            guard let text = value.text else {
                reader.problem(String(number), "takes text, not a \(value.typeName).")
                continue
            }
            map[String(number)] = text
        }
        return map
    }

    /// The table under `name`.
    func child(_ name: String) -> FieldReader? {
        guard table[name] != .nil else { return nil }
        guard let child = table[name].table else {
            problem(name, "takes a table, not a \(table[name].typeName).")
            return nil
        }
        return FieldReader(child, path: key(name), place: place(of: name), log: log)
    }

    /// The tables of a list under `name`, counted from 1.
    func children(_ name: String) -> [FieldReader] {
        guard let list = child(name) else { return [] }
        if !list.table.fields.keys.filter({ !$0.text.hasPrefix("__") }).isEmpty {
            problem(name, "takes a list of tables, as in { { … }, { … } }.")
        }
        let elements = list.place.table.map { log.source(list.place.file).elements(of: $0) } ?? []
        return list.table.list.enumerated().compactMap { index, element in
            guard let table = element.table else {
                problem(name, "takes tables only; number \(index + 1) is a \(element.typeName).")
                return nil
            }
            var place = list.place
            place.table = elements.indices.contains(index) ? elements[index] : nil
            if let table = place.table { place.line = log.source(place.file).line(at: table) }
            return FieldReader(table, path: "\(key(name))[\(index + 1)]", place: place, log: log)
        }
    }
}
