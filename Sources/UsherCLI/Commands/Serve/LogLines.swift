import Foundation
import Logging
import OutboundHTTP
import TicketModel

/// How log lines are written.
enum LogFormat: String, Sendable, CaseIterable {
    /// For people.
    case lines
    /// One JSON object a line, for machines.
    case json
}

/// Writes log lines to standard error; no secret of the configuration is in any of them.
struct LogLines: LogHandler {
    let label: String
    let format: LogFormat
    let redactor: Redactor
    let now: @Sendable () -> Timestamp
    let write: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var told = metadata.merging(event.metadata ?? [:]) { _, own in own }
        if let error = event.error { told["error"] = "\(error)" }
        let fields = told.mapValues { redactor.redact("\($0)") }.sorted { $0.key < $1.key }
        let message = redactor.redact(event.message.description)
        switch format {
        case .lines: write(line(event.level, message, fields))
        case .json: write(object(event.level, message, fields))
        }
    }

    private func line(_ level: Logger.Level, _ message: String, _ fields: [(key: String, value: String)]) -> String {
        let told = fields.map { "\($0.key)=\(Self.quoted($0.value))" }
        let word = level.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
        return PlainText.line((["\(now())", word, message] + told).joined(separator: " "))
    }

    private func object(_ level: Logger.Level, _ message: String, _ fields: [(key: String, value: String)]) -> String {
        var members: [String: JSONValue] = Dictionary(fields.map { ($0.key, .string($0.value)) }) { first, _ in first }
        members["time"] = now().json
        members["level"] = .string(level.rawValue)
        members["logger"] = .string(label)
        members["message"] = .string(message)
        return JSONValue.object(members).text()
    }

    private static func quoted(_ text: String) -> String {
        text.contains { $0.isWhitespace || $0 == "\"" || $0 == "=" } || text.isEmpty
            ? JSONValue.string(text).text() : text
    }
}
