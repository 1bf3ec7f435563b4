import Engine
import Synchronization

/// New generations of automations under observation: one that fails at once is not kept.
///
/// Three errors of the plugin in a row within its first twenty runs end it; what a provider did wrong does not count.
final class Probation: Sendable {
    private struct Candidate {
        var generation: Int64
        var runs = 0
        var errors = 0
    }

    private struct State {
        var candidates: [String: Candidate] = [:]
        /// By name, how it failed last.
        var failed: [String: String] = [:]
        var ring: (@Sendable () -> Void)?
    }

    static let length = 20
    static let mostErrors = 3

    private let state = Mutex(State())

    /// Who is to hear that one has failed.
    func whenFailed(_ ring: @escaping @Sendable () -> Void) {
        state.withLock { $0.ring = ring }
    }

    /// Begins to observe a generation.
    func begin(_ automation: String, generation: Int64) {
        state.withLock { $0.candidates[automation] = Candidate(generation: generation) }
    }

    /// Notes how an attempt came out; attempts of other generations do not count.
    func note(_ automation: String, generation: Int64, _ verdict: AttemptVerdict) {
        let ring = state.withLock { state -> (@Sendable () -> Void)? in
            guard var candidate = state.candidates[automation], candidate.generation == generation else { return nil }
            candidate.runs += 1
            switch verdict {
            case .ended: candidate.errors = 0
            case .pluginError(let told):
                candidate.errors += 1
                if candidate.errors >= Self.mostErrors { state.failed[automation] = told }
            case .otherFailure: break
            }
            let hasFailed = candidate.errors >= Self.mostErrors
            let isOver = hasFailed || candidate.runs >= Self.length
            state.candidates[automation] = isOver ? nil : candidate
            return hasFailed ? state.ring : nil
        }
        ring?()
    }

    /// Those that failed since this was last asked, by name, and how.
    func takeFailed() -> [String: String] {
        state.withLock { state in
            defer { state.failed = [:] }
            return state.failed
        }
    }
}
