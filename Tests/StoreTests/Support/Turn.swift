import Dispatch

/// Lets a test and a closure on a driver's thread wait for each other.
final class Turn: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func done() {
        semaphore.signal()
    }

    /// Blocks; for the synchronous closure of a transaction only.
    func wait() {
        semaphore.wait()
    }

    func reached() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                self.semaphore.wait()
                continuation.resume()
            }
        }
    }
}
