import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// A server on loopback that keeps what it gets and answers as a test says.
final class LoopbackServer: Sendable {
    struct Seen: Sendable {
        var line: String
        var headers: [String: String]
        var body: String
    }

    struct Reply: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var body = ""
    }

    private let kept = Mutex<[Seen]>([])
    let port: Int

    private init(port: Int) {
        self.port = port
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// What came in, in order.
    var seen: [Seen] { kept.withLock { $0 } }

    /// Runs a server for the time of `body`; `answer` gets each request and its number, from 1.
    static func run<Result: Sendable>(
        _ answer: @escaping @Sendable (Seen, Int) -> Reply,
        _ body: @Sendable (LoopbackServer) async throws -> Result
    ) async throws -> Result {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let holder = Mutex<LoopbackServer?>(nil)
        let application = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                let headers = request.headers.map { ($0.name.canonicalName, $0.value) }
                let seen = Seen(
                    line: "\(request.method.rawValue) \(request.head.path ?? "")",
                    headers: Dictionary(headers) { "\($0), \($1)" },
                    body: String(buffer: try await request.body.collect(upTo: 1 << 20))
                )
                let number = holder.withLock { $0 }?.keep(seen) ?? 0
                return response(answer(seen, number))
            },
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "loopback") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            var iterator = ports.makeAsyncIterator()
            let server = LoopbackServer(port: await iterator.next() ?? 0)
            holder.withLock { $0 = server }
            let result = try await body(server)
            group.cancelAll()
            return result
        }
    }

    private func keep(_ seen: Seen) -> Int {
        kept.withLock { requests in
            requests.append(seen)
            return requests.count
        }
    }

    private static func response(_ reply: Reply) -> Response {
        var fields = HTTPFields()
        for (name, value) in reply.headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return Response(
            status: .init(code: reply.status),
            headers: fields,
            body: .init(byteBuffer: ByteBuffer(string: reply.body))
        )
    }
}
