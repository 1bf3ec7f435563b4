import HTTPServing
import NIOCore
import NIOPosix
import Synchronization

/// A server on loopback that speaks bytes, to misbehave as a test says.
final class RawServer: Sendable {
    /// One accepted connection.
    struct Connection {
        var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        let number: Int

        /// Reads until the client has sent this text; nil where it closed before.
        mutating func read(until end: String) async throws -> String? {
            var text = ""
            while let buffer = try await inbound.next(isolation: #isolation) {
                text += String(buffer: buffer)
                if text.contains(end) { return text }
            }
            return nil
        }

        /// Reads whatever comes next; nil where the client has closed.
        mutating func readSome() async throws -> String? {
            try await inbound.next(isolation: #isolation).map { String(buffer: $0) }
        }

        func write(_ text: String) async throws {
            try await outbound.write(ByteBuffer(string: text))
        }
    }

    private typealias Client = AcceptedConnection<ByteBuffer, ByteBuffer>
    private typealias Listener = NIOAsyncChannel<Client, Never>

    private let accepted = Mutex(0)
    let port: Int

    private init(port: Int) {
        self.port = port
    }

    var connections: Int { accepted.withLock(\.self) }
    var url: String { "http://127.0.0.1:\(port)" }

    /// Runs a server for the time of `body`; each connection is closed when its script ends.
    static func run(
        _ script: @escaping @Sendable (inout Connection) async throws -> Void,
        _ body: (RawServer) async throws -> Void
    ) async throws {
        let channel: Listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    AcceptedConnection(try NIOAsyncChannel(wrappingChannelSynchronously: channel))
                }
            }
        let server = RawServer(port: channel.channel.localAddress?.port ?? 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await server.accept(from: channel, script)
            }
            try await body(server)
            group.cancelAll()
        }
    }

    private func accept(
        from channel: Listener,
        _ script: @escaping @Sendable (inout Connection) async throws -> Void
    ) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            try await channel.executeThenClose { clients in
                for try await client in clients {
                    let number = accepted.withLock { count in
                        count += 1
                        return count
                    }
                    group.addTask {
                        // A client that hangs up is what most tests are about.
                        try? await client.connection.executeThenClose { inbound, outbound in
                            var connection = Connection(
                                inbound: inbound.makeAsyncIterator(),
                                outbound: outbound,
                                number: number
                            )
                            try await script(&connection)
                        }
                    }
                }
            }
        }
    }
}
