import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Who a process is in leases: an id that no other process has, which tells on its own machine whether it is still there.
struct ProcessOwner: Sendable {
    /// The machine since its last start, as far as its processes see each other.
    private let place: String
    private let process: Int32
    private let mark: String

    /// This process.
    init() {
        place = Self.place
        process = getpid()
        mark = String(UUID().uuidString.prefix(8)).lowercased()
    }

    /// The id in leases.
    var id: String { "\(place) \(process) \(mark)" }

    /// Whether the owner of a lease was a process here that is there no longer; of any other owner nothing is known.
    func isGone(_ owner: String) -> Bool {
        let parts = owner.split(separator: " ").map(String.init)
        guard parts.count == 3, parts[0] == place, let other = Int32(parts[1]), other != process else { return false }
        return kill(other, 0) != 0 && errno == ESRCH
    }

    private static let place: String = {
        let files = FileManager.default
        let boot = files.contents(atPath: "/proc/sys/kernel/random/boot_id").map { String(decoding: $0, as: UTF8.self) }
        let processes = try? files.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
        let parts = [ProcessInfo.processInfo.hostName, boot, processes].compactMap(\.self)
        return parts.joined(separator: "/").filter { !$0.isWhitespace }
    }()
}
