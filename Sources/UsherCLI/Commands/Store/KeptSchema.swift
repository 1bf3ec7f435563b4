import Synchronization

/// The name that a transaction's closure, which may run again, gave to what it put aside.
final class KeptSchema: Sendable {
    private let state = Mutex<String?>(nil)

    var name: String? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
