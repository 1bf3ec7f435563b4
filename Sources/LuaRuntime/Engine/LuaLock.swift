import CLuaShim
import Synchronization

/// A value behind a lock that the thread sanitizer knows.
///
/// On Linux it does not know that of `Mutex`, and would take what only ever happens inside `withLock` for a race. So it is
/// told of each time that the lock is taken and given back; whatever it reports then is one.
package final class LuaLock<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    package init(_ value: Value) {
        mutex = Mutex(value)
    }

    package func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        let lock = Unmanaged.passUnretained(self).toOpaque()
        return mutex.withLock { value in
            usher_lock_taken(lock)
            defer { usher_lock_released(lock) }
            return body(&value)
        }
    }
}
