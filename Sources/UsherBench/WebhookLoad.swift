import Crypto
import Foundation
import NIOCore
import NIOPosix

/// Webhooks that differ, each signed, sent to a daemon over connections that stay open: one at a time on each of them.
///
/// Everything is made before the clock starts, so that the client takes little of the cores that it shares with the daemon.
struct WebhookLoad {
    let host: String
    let port: Int
    let path: String
    /// The header of the signature: hex of HMAC-SHA256 over the body.
    let header: String
    let secret: String

    /// Sends so many on so many connections, at most so many a second where `rate` says so.
    func measure(_ count: Int, connections: Int, rate: Double?) async throws -> Figures {
        let requests = (0..<count).map(request)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let tally = LoadTally(requests, rate: rate)
        let clock = ContinuousClock()
        let start = clock.now
        do {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for _ in 0..<connections { tasks.addTask { try await connect(group, tally) } }
                try await tasks.waitForAll()
            }
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        let seconds = (clock.now - start) / .seconds(1)
        try await group.shutdownGracefully()
        let times = tally.times.sorted()
        guard times.count == count else {
            throw BenchFailure(what: "\(times.count) of \(count) webhooks were answered 200")
        }
        return Figures(values: [
            "webhooks_per_second": Double(count) / seconds, "p50_milliseconds": times[times.count / 2] * 1000,
            "p99_milliseconds": times[times.count * 99 / 100] * 1000, "slowest_milliseconds": (times.last ?? 0) * 1000,
        ])
    }

    private func connect(_ group: MultiThreadedEventLoopGroup, _ tally: LoadTally) async throws {
        let channel = try await ClientBootstrap(group: group)
            .channelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(LoadHandler(tally))
                }
            }
            .connect(host: host, port: port).get()
        try await channel.closeFuture.get()
    }

    private func request(_ number: Int) -> ByteBuffer {
        let body = """
            {"event":"ticket.updated","delivery":\(number),"data":{"id":\(number % 1000),"subject":"Order \(number)",\
            "status":"open","message":"The parcel has not arrived, and I have been waiting for it for a week by now."}}
            """
        let code = HMAC<SHA256>.authenticationCode(for: Data(body.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        let digits = code.map { String(format: "%02x", $0) }.joined()
        return ByteBuffer(
            string: """
                POST \(path) HTTP/1.1\r\nHost: \(host)\r\nContent-Type: application/json\r\n\(header): \(digits)\r\n\
                Content-Length: \(body.utf8.count)\r\n\r\n\(body)
                """
        )
    }
}
