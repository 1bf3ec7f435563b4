/// What keeps a text from being read as YAML; the sentences are here.
enum YAMLFault: Sendable, Equatable {
    case tab
    case colon
    case indentation
    case openQuote
    case openBracket(String)
    case bareInterpolation
    case firstCharacter(String)
    case noColon
    case unknownAlias
    case escape(String)
    case control
    case secondDocument
    case aliasInKey
    case keyNotText
    case tag(String)
    case tooDeep(Int)
    case tooMany(Int)
    case notUTF8
    /// In the parser's own words.
    case other(String)

    /// What is wrong, and what to write instead.
    var sentence: String {
        switch self {
        case .tab: "a tab indents this line; indent with spaces"
        case .colon:
            "this \":\" cannot stand here; put quotes around a text that contains \": \", "
                + "and indent the keys of one block alike"
        case .indentation: "this does not line up with its block; indent the keys of one block alike"
        case .openQuote: "the quote that opens here is never closed; close it"
        case .openBracket(let bracket):
            "the \"\(bracket)\" that opens here is not closed, or a text behind it needs quotes; "
                + "close it, and put quotes around a text that contains , [ ] { or }"
        case .bareInterpolation: "a value with ${…} needs quotes here; write \"${env:NAME}\" with its quotes"
        case .firstCharacter(let character):
            "a text cannot begin with \"\(character)\"; put quotes around it"
        case .noColon: "this line is no \"key: value\"; put a colon and a space behind the key"
        case .unknownAlias: "this alias names no anchor; put quotes around a text that begins with \"*\""
        case .escape(let escape):
            "\"\(escape)\" means nothing between double quotes; use single quotes for a text with backslashes"
        case .control: "a control character stands here; remove it"
        case .secondDocument: "a second document begins here; keep one, and remove the \"---\""
        case .aliasInKey: "an alias cannot be part of a key; write the key out"
        case .keyNotText: "a key must be a text; put quotes around it"
        case .tag(let tag): "the tag \"\(tag)\" is not read here; leave it out"
        case .tooDeep(let depth): "the values here are nested deeper than \(depth) levels; write them flatter"
        case .tooMany(let ceiling):
            "the file holds more than \(ceiling) values, counted again where aliases repeat them; write fewer"
        case .notUTF8: "this line is not UTF-8; save the file as UTF-8"
        case .other(let problem): "the YAML cannot be read here: \(problem)"
        }
    }
}
