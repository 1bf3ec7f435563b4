import ArgumentParser
import Logging

/// `usher serve`: the daemon.
struct ServeCommand: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract:
            "Read the connections as they are due, run automations, deliver, and listen for webhooks, until told to stop.",
        discussion: """
            SIGTERM or ctrl-C stops it: what runs is finished or handed back, and the exit code is 0; a second one ends it at \
            once. Killed at any point it loses nothing and sends nothing twice. Several may work on one PostgreSQL. \
            GET /health/live and /health/ready of listen: tell how it is.

            Examples:
              usher serve
              usher serve --log-format json
              usher serve --print-unit > /etc/systemd/system/usher.service
            """
    )

    @Option(help: ArgumentHelp("Listen here instead of what usher.yaml says.", valueName: "host:port"))
    var listen: String?

    @Option(help: ArgumentHelp("How log lines are written to standard error: lines or json.", valueName: "format"))
    var logFormat = "lines"

    @Option(help: ArgumentHelp("The least that is logged: debug, info, notice, warning or error.", valueName: "level"))
    var logLevel = "info"

    @Flag(help: "Print a systemd unit for this binary and this configuration, and do nothing else.")
    var printUnit = false

    @OptionGroup
    var host: HostOptions

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        guard let format = LogFormat(rawValue: logFormat) else {
            throw .usage("there is no log format \"\(logFormat)\"; write lines or json")
        }
        guard let level = Logger.Level(rawValue: logLevel) else {
            throw .usage("there is no log level \"\(logLevel)\"; write debug, info, notice, warning or error")
        }
        let address = try listen.map { text throws(CommandFailure) in
            guard let address = ListenAddress(parsing: text) else {
                throw .usage("\"\(text)\" is no address to listen at; write HOST:PORT, as in 127.0.0.1:8642")
            }
            return address
        }
        if printUnit { return try unit(console) }
        let stop = StopRequest()
        console.interruption.endsGracefully { stop.ask() }
        let log = DaemonLog(format: format, level: level, console: console)
        return try await HostAssembly.open(host, console, says: log.says) { host throws(CommandFailure) in
            log.learn(host.configuration.secrets)
            return try await host.withStore(mayCreate: true) { database in
                let daemon = Daemon(
                    host: host,
                    database: database,
                    address: address ?? host.configuration.listen ?? .usual,
                    log: log,
                    logger: log.logger(),
                    stop: stop
                )
                try await daemon.run()
                return ExitCodes.done
            }
        }
    }

    private func unit(_ console: Console) throws(CommandFailure) -> Int32 {
        let file = FilePath.resolve(host.config ?? ConfigurationFile.name, in: FileTree.here)
        let unit = ServiceUnit(
            executable: ShippedPlugins.executable ?? "usher",
            configuration: file,
            folder: FilePath.resolve("..", in: file)
        )
        console.print(unit.text)
        return ExitCodes.done
    }
}

extension ListenAddress {
    /// Where the daemon listens unless it is told otherwise.
    static let usual = ListenAddress(host: "127.0.0.1", port: 8642)

    private init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
}
