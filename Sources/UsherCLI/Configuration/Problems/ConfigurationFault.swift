import Store
import TicketModel

/// What is wrong with a value of the file; the sentences are here.
///
/// A text that came from the environment or a file is never part of one: what is quoted is what the file says.
enum ConfigurationFault: Sendable, Equatable {
    case yaml(YAMLFault)
    case unknownKey(String, known: [String])
    /// The line of the first one, where it is known.
    case repeatedKey(first: Int?)
    case wrongType(wanted: String, found: String)
    case noProvider
    case noPlugin
    case name(String, of: String)
    case duration(ValueError)
    case noTime(String)
    case memory(String)
    case rate(String)
    case mode(String)
    case listen(String)
    case address(String)
    case hookSecret
    case database(String)
    case databaseURL(String)
    case emptyText(wanted: String)
    case unknownConnection(String, known: [String])
    case unknownNotifier(String, known: [String])
    case noConnections
    case size(String)
    case environment(String, isSet: Bool)
    case file(String, FileFault)
    case interpolation(String)
    case openInterpolation

    /// What is wrong, and what to write instead.
    var sentence: String {
        switch self {
        case .yaml(let fault): fault.sentence
        case .unknownKey(let key, let known):
            "is not a key here; " + Self.advice(for: key, among: known, or: "the keys are", "and")
        case .repeatedKey(let first):
            "is given twice\(first.map { ", first on line \($0)" } ?? ""); keep one of them"
        case .wrongType(let wanted, let found): "must be \(wanted), not \(found)"
        case .noProvider: "names no provider; add \"provider: NAME\", the plugin that speaks to it"
        case .noPlugin: "names no plugin; add \"plugin: NAME\", the notifier plugin that sends"
        case .name("", let what):
            "the name of a \(what) is empty; use lower-case letters, digits, \"-\" and \"_\""
        case .name(let name, let what):
            "\(ShownText.quoted(name)) is no name for a \(what); use lower-case letters, digits, \"-\" and \"_\""
        case .duration(let error): error.description
        case .noTime(let text): "\(ShownText.quoted(text)) is no time at all; write a longer one, as in 2m"
        case .memory(let text):
            "\(ShownText.quoted(text)) is not an amount of memory; write a number with KB, MB or GB, as in 32MB"
        case .rate(let text):
            "\(ShownText.quoted(text)) is not so many within so long; write a number from 1 and a time of 366 days at most, as in 5/1d"
        case .mode(let text):
            "\(ShownText.quoted(text)) is not a mode; "
                + Self.advice(for: text, among: AutomationMode.allCases.map(\.rawValue), or: "write", "or")
        case .listen(let text):
            "\(ShownText.quoted(text)) is not an address; write HOST:PORT, as in 127.0.0.1:8642"
        case .hookSecret:
            "must have at least 16 letters, digits, \"-\" or \"_\", for it is part of an address; "
                + "openssl rand -hex 24 makes one"
        case .address(let text):
            "\(ShownText.quoted(text)) is not an email address; write one, as in support@example.com"
        case .database(let text):
            "\(ShownText.quoted(text)) is not a database that usher speaks to; "
                + "write the name of a file, as in usher.db, or postgres://…"
        case .databaseURL(let problem): "cannot be read: \(problem); \(StoreFailure.urlAdvice)"
        case .emptyText(let wanted): "is empty; write \(wanted), or leave the key out"
        case .unknownConnection(let name, let known):
            "there is no connection \(ShownText.quoted(name)); "
                + Self.advice(for: name, among: known, or: "the connections are", "and")
        case .unknownNotifier(let name, let known):
            "there is no notifier \(ShownText.quoted(name)); "
                + Self.advice(for: name, among: known, or: "the notifiers are", "and")
        case .size(let text):
            "\(ShownText.quoted(text)) is not an amount of bytes; write a number with KB, MB or GB, as in 10GB"
        case .noConnections: "lists no connection; name some, or leave the key out for all"
        case .environment(let name, isSet: false):
            "the environment variable \(name) is not set; export it, or write ${file:PATH}"
        case .environment(let name, isSet: true):
            "the environment variable \(name) is empty; export a value, or write ${file:PATH}"
        case .file(let path, let fault):
            "the file \(ShownText.quoted(path)) \(fault.clause); put the value there, or write ${env:NAME}"
        case .interpolation(let text):
            "\(ShownText.quoted("${\(text)}")) is not known; "
                + "write ${env:NAME} or ${file:PATH}, or $${ where the text has ${"
        case .openInterpolation: "a \"${\" is not closed; write ${env:NAME}, or $${ where the text has ${"
        }
    }

    private static func advice(
        for word: String,
        among known: [String],
        or introduction: String,
        _ conjunction: String
    ) -> String {
        if let closest = Suggestion.closest(to: word, among: known) { return "did you mean \"\(closest)\"?" }
        if known.isEmpty { return "the file has none" }
        return "\(introduction) \(ShownText.list(known, conjunction))"
    }
}
