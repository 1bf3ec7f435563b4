import Dispatch

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Hears SIGHUP, which a service manager's "reload" sends.
struct HangUps {
    private let source: any DispatchSourceSignal

    init(_ heard: @escaping @Sendable () -> Void) {
        signal(SIGHUP, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        source.setEventHandler { heard() }
        source.activate()
    }

    func end() {
        source.cancel()
    }
}
