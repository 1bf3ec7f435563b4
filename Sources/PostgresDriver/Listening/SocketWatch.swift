import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Calls back when a socket has something to read, until it goes.
///
/// It watches a copy of the descriptor: libpq closes its own whenever it likes, and a source must not outlive what it watches.
final class SocketWatch {
    private let source: any DispatchSourceRead

    init?(_ descriptor: Int32, on queue: DispatchQueue, _ body: @escaping @Sendable () -> Void) {
        let copy = dup(descriptor)
        guard copy >= 0 else { return nil }
        source = DispatchSource.makeReadSource(fileDescriptor: copy, queue: queue)
        source.setEventHandler(handler: DispatchWorkItem(block: body))
        source.setCancelHandler(handler: DispatchWorkItem { close(copy) })
        source.resume()
    }

    /// Whether reading would not wait, be it for bytes or for the end.
    static func hasInput(_ descriptor: Int32) -> Bool {
        var asked = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&asked, 1, 0) > 0
    }

    deinit {
        source.cancel()
    }
}
