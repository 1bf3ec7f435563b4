import Synchronization

/// Gathers the channels that commits woke, so that however many there are, one message at a time is on its way.
final class WakeSender: Sendable {
    private struct State {
        var channels: Set<String> = []
        var sending: Task<Void, Never>?
    }

    private let listener: PostgresListener
    private let state = Mutex(State())

    init(_ listener: PostgresListener) {
        self.listener = listener
    }

    func send(_ channels: Set<String>) {
        state.withLock { state in
            state.channels.formUnion(channels)
            if state.sending == nil { state.sending = Task { await sendAll() } }
        }
    }

    /// Returns when what was woken before is sent.
    func drain() async {
        await state.withLock(\.sending)?.value
    }

    private func sendAll() async {
        while let channels = take() { await listener.send(channels) }
    }

    private func take() -> Set<String>? {
        state.withLock { state in
            guard !state.channels.isEmpty else {
                state.sending = nil
                return nil
            }
            defer { state.channels = [] }
            return state.channels
        }
    }
}
