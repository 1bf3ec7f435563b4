import Foundation
import Testing

/// The socket that a service manager hears its services through.
final class NoticeSocket: Sendable {
    let path: String
    /// What was said, one notice after the other.
    let notices: AsyncStream<String>
    private let descriptor: Int32

    init(in folder: TemporaryFolder) throws {
        path = "\(folder.path)/notify"
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        try #require(descriptor >= 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        try #require(bytes.count < MemoryLayout.size(ofValue: address.sun_path))
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let bound = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
        self.descriptor = descriptor
        let (notices, continuation) = AsyncStream.makeStream(of: String.self)
        self.notices = notices
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = recv(descriptor, &buffer, buffer.count, 0)
                guard count > 0 else { break }
                continuation.yield(String(decoding: buffer.prefix(count), as: UTF8.self))
            }
            continuation.finish()
            close(descriptor)
        }
    }

    /// Hears nothing more.
    func end() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
