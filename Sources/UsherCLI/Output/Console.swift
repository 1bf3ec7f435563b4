import Foundation
import TicketModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where a command reads from and prints to.
struct Console: Sendable {
    let interruption: Interruption
    /// Whether standard output is a terminal.
    let printsToTerminal: Bool
    /// Whether standard error is a terminal: progress is shown.
    let showsProgress: Bool
    /// Whether somebody can be asked.
    let canAsk: Bool
    let usesColour: Bool
    /// How many columns a line may have; nil where nothing is to be cut.
    let width: Int?

    /// The process's own streams.
    static func process() -> Console {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let environment = ProcessInfo.processInfo.environment
        return Console(
            interruption: Interruption(),
            printsToTerminal: isTerminal,
            showsProgress: isatty(STDERR_FILENO) == 1,
            canAsk: isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1,
            usesColour: isTerminal && environment["NO_COLOR"] ?? "" == "" && environment["TERM"] != "dumb",
            width: isTerminal ? columns() : nil
        )
    }

    private static func columns() -> Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    // MARK: Printing

    /// Prints a text and a line break to standard output.
    func print(_ text: String) {
        Self.write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO)
    }

    /// Prints the document of `--json`: on one line, unless somebody reads it on a terminal.
    func print(_ document: JSONValue) {
        print(document.text(pretty: printsToTerminal))
    }

    /// Prints a text and a line break to standard error.
    func complain(_ text: String) {
        Self.write(text.hasSuffix("\n") ? text : text + "\n", to: STDERR_FILENO)
    }

    /// Prints to standard error as it is, without a line break.
    func show(progress text: String) {
        Self.write(text, to: STDERR_FILENO)
    }

    /// Says what went wrong: sentences on standard error, and with `--json` the document on standard output.
    func report(_ failure: CommandFailure, asJSON: Bool) {
        if asJSON { print(error: failure) }
        show(log: failure.log)
        for message in failure.messages { complain(PlainText.lines(message)) }
    }

    /// Prints `{"error": …}`; of several things that are wrong the first, with the sentences of all.
    func print(error failure: CommandFailure) {
        var members = failure.json.first?.objectValue ?? [:]
        members["message"] = .string(failure.messages.joined(separator: "\n"))
        print(["error": .object(members)])
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // Whoever read it has gone: there is nobody left to tell.
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    // MARK: Asking

    /// Asks for a yes on the terminal.
    func confirms(_ question: String) -> Bool {
        show(progress: "\(question) [y/N] ")
        let answer = interruption.waitingForInput { readLine() } ?? ""
        return ["y", "yes"].contains(answer.lowercased())
    }

    /// All of standard input.
    func input() -> [UInt8] {
        interruption.waitingForInput { Array(FileHandle.standardInput.readDataToEndOfFile()) }
    }
}

/// `write(2)`, whose name `Console` uses for its own.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
