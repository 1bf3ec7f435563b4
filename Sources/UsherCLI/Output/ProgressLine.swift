import Engine
import Synchronization

/// One line on standard error that says how far a listing has come, on a terminal only.
final class ProgressLine: Sendable {
    private struct State {
        var connections: [String: ListingProgress] = [:]
        var waiting: [String: Duration] = [:]
        var isShown = false
    }

    private let console: Console
    private let says: (@Sendable (_ connection: String, _ text: String) -> Void)?
    private let state = Mutex(State())

    /// `says`: who hears what plugins print, instead of standard error.
    init(_ console: Console, says: (@Sendable (_ connection: String, _ text: String) -> Void)? = nil) {
        self.console = console
        self.says = says
    }

    /// Shows a connection's next page.
    func read(_ progress: ListingProgress) {
        update { state in
            state.connections[progress.connection] = progress
            state.waiting[progress.connection] = nil
        }
    }

    /// Shows that a connection waits for its rate budget.
    func waits(_ connection: String, for duration: Duration) {
        guard duration >= .seconds(1) else { return }
        update { $0.waiting[connection] = duration }
    }

    /// Prints what a connection's plugin has to say, above the line.
    func says(_ text: String, at connection: String) {
        if let says { return says(connection, text) }
        end()
        console.complain(PlainText.lines("\(connection): \(text)"))
    }

    /// Takes the line away.
    func end() {
        state.withLock { state in
            if state.isShown { console.show(progress: "\r\u{1B}[K") }
            state.isShown = false
        }
    }

    private func update(_ change: (inout State) -> Void) {
        guard console.showsProgress else { return }
        state.withLock { state in
            change(&state)
            state.isShown = true
            let parts = Set(state.connections.keys).union(state.waiting.keys).sorted().map { Self.text($0, state) }
            let line = DisplayWidth.cut(parts.joined(separator: " · "), to: (console.width ?? 80) - 1)
            console.show(progress: "\r\(line)\u{1B}[K")
        }
    }

    private static func text(_ connection: String, _ state: State) -> String {
        var words: [String] = []
        if let progress = state.connections[connection] {
            words.append(
                "page \(progress.pagesRead)\(progress.pages.map { " of \($0)" } ?? ""), \(progress.tickets) tickets"
            )
        }
        if let duration = state.waiting[connection] {
            words.append("waits \(duration.components.seconds) s for its rate budget")
        }
        return "\(connection): \(words.joined(separator: ", "))"
    }
}
