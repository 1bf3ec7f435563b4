import Yams

extension YAMLFault {
    /// The place and the sense of what the parser says, which speaks of its own states.
    static func reading(_ error: YamlError, in text: String) -> (line: Int, fault: YAMLFault) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            reading(problem, context: context, mark: mark, in: text)
        case .reader(let problem, let offset, _, _):
            (
                offset.map { TextLines.line(ofCharacter: $0, in: text) } ?? 1,
                problem.contains("control characters") ? .control : .other(problem)
            )
        default:
            (1, .other("\(error)"))
        }
    }

    private static func reading(
        _ problem: String,
        context: YamlError.Context?,
        mark: Mark,
        in text: String
    ) -> (line: Int, fault: YAMLFault) {
        let line = mark.line
        let opened = context?.mark.line ?? line
        let states = context?.text ?? ""
        switch problem {
        case _ where problem.contains("tab character"):
            return (line, .tab)
        case _ where problem.contains("cannot start any token"):
            let character = characters(at: mark, count: 1, in: text)
            return (line, character == "\t" ? .tab : .firstCharacter(character))
        case _ where problem.contains("expected alphabetic or numeric"):
            return (opened, .firstCharacter(context.map { characters(at: $0.mark, count: 1, in: text) } ?? "*"))
        case _ where states.contains("quoted scalar") && problem.contains("escape"):
            return (line, .escape(characters(at: mark, count: 2, in: text)))
        case _ where states.contains("quoted scalar"):
            return (opened, .openQuote)
        case _ where states.contains("flow"):
            if characters(at: mark, count: .max, before: 1, in: text).hasPrefix("${") {
                return (line, .bareInterpolation)
            }
            return (opened, .openBracket(context.map { characters(at: $0.mark, count: 1, in: text) } ?? "{"))
        case "mapping values are not allowed in this context":
            return (line, .colon)
        case "could not find expected ':'":
            return (opened, .noColon)
        case _ where states.contains("block mapping") || states.contains("block collection"),
            "block sequence entries are not allowed in this context":
            return (line, .indentation)
        case "found undefined alias":
            return (line, .unknownAlias)
        case "but found another document":
            return (line, .secondDocument)
        case _ where problem.contains("nesting level"):
            return (line, .tooDeep(YAMLDocument.depth))
        default:
            return (line, .other(problem))
        }
    }

    /// What stands at a mark, or so many characters before it, to the end of its line at most.
    private static func characters(at mark: Mark, count: Int, before: Int = 0, in text: String) -> String {
        let rest = TextLines.line(mark.line, of: text).dropFirst(max(0, mark.column - 1 - before))
        return String(String.UnicodeScalarView(rest.prefix(count)))
    }
}
