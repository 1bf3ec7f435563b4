import HTTPServing
import NIOCore
import NIOPosix
import Synchronization

/// A server on loopback that keeps what it gets and answers as a test says.
final class LoopbackServer: Sendable {
    struct Seen: Sendable {
        /// Method and target, as they came.
        var line: String
        /// By lower-case name.
        var headers: [String: String]
        var body: String
    }

    struct Reply: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var body = ""
    }

    private typealias Client = AcceptedConnection<ByteBuffer, ByteBuffer>
    private typealias Listener = NIOAsyncChannel<Client, Never>

    private let kept = Mutex<[Seen]>([])
    private let answer: @Sendable (Seen, Int) -> Reply
    let port: Int

    private init(port: Int, _ answer: @escaping @Sendable (Seen, Int) -> Reply) {
        self.port = port
        self.answer = answer
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// What came in, in order.
    var seen: [Seen] { kept.withLock { $0 } }

    /// Runs a server for the time of `body`; `answer` gets each request and its number, from 1.
    static func run(
        _ answer: @escaping @Sendable (Seen, Int) -> Reply,
        _ body: (LoopbackServer) async throws -> Void
    ) async throws {
        let channel: Listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    AcceptedConnection(try NIOAsyncChannel(wrappingChannelSynchronously: channel))
                }
            }
        let server = LoopbackServer(port: channel.channel.localAddress?.port ?? 0, answer)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await server.serve(channel) }
            try await body(server)
            group.cancelAll()
        }
    }

    private func serve(_ channel: Listener) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            try await channel.executeThenClose { clients in
                for try await client in clients {
                    group.addTask { try? await self.serve(client) }
                }
            }
        }
    }

    private func serve(_ client: Client) async throws {
        try await client.connection.executeThenClose { inbound, outbound in
            var text = ""
            for try await buffer in inbound {
                text += String(buffer: buffer)
                while let seen = Self.request(in: &text) {
                    let reply = answer(seen, keep(seen))
                    let headers = reply.headers.map { "\($0.key): \($0.value)\r\n" }.joined()
                    let length = "Content-Length: \(reply.body.utf8.count)\r\n"
                    let head = "HTTP/1.1 \(reply.status) Status\r\n" + headers + length + "\r\n"
                    try await outbound.write(ByteBuffer(string: head + reply.body))
                }
            }
        }
    }

    /// Takes a whole request off the front of what has come; nil where it is not whole yet.
    private static func request(in text: inout String) -> Seen? {
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        var lines = text[..<end.lowerBound].split(separator: "\r\n").map(String.init)
        let line = lines.removeFirst().split(separator: " ").dropLast().joined(separator: " ")
        var headers: [String: String] = [:]
        for field in lines {
            let parts = field.split(separator: ":", maxSplits: 1).map(String.init)
            headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        }
        let length = headers["content-length"].flatMap(Int.init) ?? 0
        let rest = Array(text[end.upperBound...].utf8)
        guard rest.count >= length else { return nil }
        text = String(decoding: rest[length...], as: UTF8.self)
        return Seen(line: line, headers: headers, body: String(decoding: rest[..<length], as: UTF8.self))
    }

    private func keep(_ seen: Seen) -> Int {
        kept.withLock { requests in
            requests.append(seen)
            return requests.count
        }
    }
}
