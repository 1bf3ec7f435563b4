import Yams

/// The one YAML document of a file, and what keeps it from being read.
struct YAMLDocument {
    /// `nil` for a file that says nothing, and for one that is no YAML.
    private(set) var root: YAMLValue?
    private(set) var problems: [ConfigurationProblem] = []

    /// How many values a document may hold, those that aliases repeat counted each time.
    static let ceiling = 100_000
    static let depth = 32

    private var remaining = ceiling

    /// Reads the text; it never stops at a key that is given twice.
    init(parsing text: String) {
        if let line = YAMLAlias.lineOfKey(in: text) {
            problems.append(ConfigurationProblem(line: line, fault: .yaml(.aliasInKey)))
        } else if let node = compose(text) {
            root = value(of: node, at: .top, depth: 0)
        }
        if remaining < 0 {
            root = nil
            problems = [ConfigurationProblem(line: 1, fault: .yaml(.tooMany(Self.ceiling)))]
        }
    }

    /// The parser gives up at the first key that is given twice.
    ///
    /// So that the other problems of the file are seen
    /// too, that key is renamed in the text, and reported when the tree is walked.
    private mutating func compose(_ text: String) -> Node? {
        var text = text
        for attempt in 1... {
            do {
                return try Yams.compose(yaml: text, .basic)
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                if attempt <= RepeatedKey.ceiling,
                    let renamed = RepeatedKey.rename(in: text, at: context.mark, number: attempt)
                {
                    text = renamed
                    continue
                }
                let key = RepeatedKey.name(of: keys.first ?? "")
                problems.append(
                    ConfigurationProblem(line: context.mark.line, path: .top[key], fault: .repeatedKey(first: nil))
                )
            } catch let error as YamlError {
                let (line, fault) = YAMLFault.reading(error, in: text)
                problems.append(ConfigurationProblem(line: line, fault: .yaml(fault)))
            } catch {
                problems.append(ConfigurationProblem(line: 1, fault: .yaml(.other("\(error)"))))
            }
            return nil
        }
        return nil
    }

    private mutating func value(of node: Node, at path: ConfigurationPath, depth: Int) -> YAMLValue? {
        remaining -= 1
        guard remaining >= 0 else { return nil }
        let line = node.mark?.line ?? 1
        guard depth <= Self.depth else {
            problems.append(ConfigurationProblem(line: line, path: path, fault: .yaml(.tooDeep(Self.depth))))
            return nil
        }
        switch node {
        case .scalar(let scalar):
            return self.scalar(scalar, line: line, at: path)
        case .sequence(let sequence):
            var items: [YAMLValue] = []
            for (index, item) in sequence.enumerated() {
                guard remaining >= 0 else { return nil }
                if let item = value(of: item, at: path[index], depth: depth + 1) { items.append(item) }
            }
            return YAMLValue(content: .list(items), line: line)
        case .mapping(let mapping):
            return map(mapping, line: line, at: path, depth: depth)
        case .alias:
            // The parser puts the anchored node where an alias stands.
            return nil
        }
    }

    private mutating func scalar(_ scalar: Node.Scalar, line: Int, at path: ConfigurationPath) -> YAMLValue {
        let tag = scalar.tag.rawValue
        if !["", "!", Tag.Name.str.rawValue].contains(tag) {
            problems.append(ConfigurationProblem(line: line, path: path, fault: .yaml(.tag(tag))))
        }
        let isPlain = tag.isEmpty && (scalar.style == .plain || scalar.style == .any)
        return YAMLValue(content: .scalar(scalar.string, isPlain: isPlain), line: line)
    }

    private mutating func map(
        _ mapping: Node.Mapping,
        line: Int,
        at path: ConfigurationPath,
        depth: Int
    ) -> YAMLValue? {
        var entries: [YAMLEntry] = []
        var lines: [String: Int] = [:]
        for (keyNode, valueNode) in mapping {
            guard remaining >= 0 else { return nil }
            let keyLine = keyNode.mark?.line ?? line
            guard case .scalar(let scalar) = keyNode else {
                problems.append(ConfigurationProblem(line: keyLine, path: path, fault: .yaml(.keyNotText)))
                continue
            }
            let key = RepeatedKey.name(of: scalar.string)
            if let first = lines[key] {
                problems.append(
                    ConfigurationProblem(line: keyLine, path: path[key], fault: .repeatedKey(first: first))
                )
                continue
            }
            lines[key] = keyLine
            if let value = value(of: valueNode, at: path[key], depth: depth + 1) {
                entries.append(YAMLEntry(key: key, line: keyLine, value: value))
            }
        }
        return YAMLValue(content: .map(entries), line: line)
    }
}
