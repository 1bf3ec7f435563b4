import Logging
import OutboundHTTP

/// The log of the daemon.
struct DaemonLog: Sendable {
    private let redactor = Redactor()
    private let format: LogFormat
    private let level: Logger.Level
    private let console: Console

    init(format: LogFormat, level: Logger.Level, console: Console) {
        self.format = format
        self.level = level
        self.console = console
    }

    /// Texts that no line shows from now on.
    func learn(_ secrets: some Sequence<String>) {
        redactor.learn(secrets.map(Secret.init))
    }

    func logger(_ label: String = "usher") -> Logger {
        let (format, redactor, level, console) = (format, redactor, level, console)
        return Logger(label: label) { label in
            LogLines(
                label: label,
                format: format,
                redactor: redactor,
                now: { WallClock.now() },
                write: { console.complain($0) },
                logLevel: level
            )
        }
    }

    /// What a connection's plugin prints.
    var says: @Sendable (_ connection: String, _ text: String) -> Void {
        let logger = logger()
        return { connection, text in logger.info("\(text)", metadata: ["connection": "\(connection)"]) }
    }
}
