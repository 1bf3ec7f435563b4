import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a service manager such as systemd hears of this process, where one asked to (`sd_notify`).
struct ServiceManagerNotice: Sendable {
    /// The socket that notices go to; `nil` where nobody listens.
    private let socket: String?
    /// How often the manager wants to hear that the process is alive; `nil` where it does not.
    let watchdog: Duration?

    /// What the environment asks for.
    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        socket = environment["NOTIFY_SOCKET"].flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
        let isMeant = environment["WATCHDOG_PID"].map { Int32($0) == getpid() } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdog = isMeant && microseconds > 0 ? .microseconds(microseconds) : nil
    }

    /// Says how things stand, as in `READY=1`; who cannot be reached is left in the dark.
    func say(_ state: String) {
        guard let socket else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var path = Array(socket.utf8)
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        // A socket of the abstract space, which begins with a zero byte.
        if path.first == UInt8(ascii: "@") { path[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let length = MemoryLayout<sockaddr_un>.offset(of: \.sun_path).map { $0 + path.count } ?? 0
        #if canImport(Glibc)
            let kind = Int32(SOCK_DGRAM.rawValue)
        #else
            let kind = SOCK_DGRAM
        #endif
        let descriptor = Self.open(kind)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array(state.utf8)
        _ = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT), $0, socklen_t(length))
            }
        }
    }

    private static func open(_ kind: Int32) -> Int32 {
        // The name is also that of a property.
        #if canImport(Glibc)
            Glibc.socket(AF_UNIX, kind, 0)
        #else
            Darwin.socket(AF_UNIX, kind, 0)
        #endif
    }
}
