import Logging
import Synchronization

/// Keeps every log line as one text, metadata and all.
struct LogCapture: LogHandler {
    let lines: Recorder<String>
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.append("\(event.message) \(event.metadata ?? [:])")
    }

    static func logger(into lines: Recorder<String>) -> Logger {
        Logger(label: "test") { _ in LogCapture(lines: lines) }
    }
}
