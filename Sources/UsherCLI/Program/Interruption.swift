import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What ctrl-C and SIGTERM do: the first one cancels the command, which ends as soon as it can; the second one ends the process.
final class Interruption: Sendable {
    private struct State {
        var cancel: (@Sendable () -> Void)?
        var waitsForInput = false
        var hasHappened = false
        var stop: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    var hasHappened: Bool { state.withLock(\.hasHappened) }

    /// Whether it broke a command off that would have gone on.
    var endedEarly: Bool { state.withLock { $0.hasHappened && $0.stop == nil } }

    /// Lets the first one ask for an end, instead of cancelling; the command ends by itself then.
    func endsGracefully(_ stop: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.stop = stop
            return state.hasHappened
        }
        if isLate { stop() }
    }

    /// Runs a body that ctrl-C cancels.
    func guarding<Result: Sendable>(_ body: @escaping @Sendable () async -> Result) async -> Result {
        let task = Task { await body() }
        state.withLock { $0.cancel = { task.cancel() } }
        // A service manager's SIGTERM ends a command as ctrl-C does.
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { self.arrived() }
            source.activate()
            return source
        }
        defer { for source in sources { source.cancel() } }
        return await task.value
    }

    /// Runs a body that blocks on the terminal or a pipe: nothing is under way then, and ctrl-C ends the process at once.
    func waitingForInput<Result>(_ body: () -> Result) -> Result {
        state.withLock { $0.waitsForInput = true }
        defer { state.withLock { $0.waitsForInput = false } }
        return body()
    }

    private func arrived() {
        let (end, endsNow) = state.withLock { state in
            let endsNow = state.hasHappened || state.waitsForInput
            state.hasHappened = true
            return (state.stop ?? state.cancel, endsNow)
        }
        if endsNow { _exit(ExitCodes.interrupted) }
        end?()
    }
}
