import HTTPServing
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// A well-behaved HTTP server on loopback that records what it gets and answers as the test says.
final class ScriptedServer: Sendable {
    struct Seen: Sendable {
        var method: String
        var target: String
        var headers: HTTPFields
        var body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }

        func header(_ name: String) -> String? {
            HTTPField.Name(name).flatMap { headers[$0] }
        }
    }

    struct Reply: Sendable {
        var status = 200
        var headers: [(String, String)] = []
        var body: [UInt8] = []

        static func status(_ status: Int, _ headers: [(String, String)] = [], _ text: String = "") -> Reply {
            Reply(status: status, headers: headers, body: Array(text.utf8))
        }
    }

    private let requests = Mutex<[Seen]>([])
    let port: Int

    private init(port: Int) {
        self.port = port
    }

    var seen: [Seen] { requests.withLock(\.self) }
    var url: String { "http://127.0.0.1:\(port)" }

    /// Runs a server for the time of `body`; `answer` gets each request and its number, from 1.
    static func run(
        _ answer: @escaping @Sendable (Seen, Int) async -> Reply,
        _ body: (ScriptedServer) async throws -> Void
    ) async throws {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let holder = Mutex<ScriptedServer?>(nil)
        let application = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                let seen = Seen(
                    method: request.method.rawValue,
                    target: request.head.path ?? "",
                    headers: request.headers,
                    body: Array(buffer: try await request.body.collect(upTo: 1 << 24))
                )
                let number = holder.withLock(\.self)?.record(seen) ?? 0
                return await response(answer(seen, number))
            },
            server: .stoppableHTTP1,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                port.yield(channel.localAddress?.port ?? 0)
            },
            logger: Logger(label: "scripted") { _ in SwiftLogNoOpLogHandler() }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            var iterator = ports.makeAsyncIterator()
            let server = ScriptedServer(port: await iterator.next() ?? 0)
            holder.withLock { $0 = server }
            try await body(server)
            group.cancelAll()
        }
    }

    private func record(_ seen: Seen) -> Int {
        requests.withLock { requests in
            requests.append(seen)
            return requests.count
        }
    }

    private static func response(_ reply: Reply) -> Response {
        var fields = HTTPFields()
        for (name, value) in reply.headers {
            if let name = HTTPField.Name(name) {
                fields.append(HTTPField(name: name, value: value))
            }
        }
        return Response(
            status: .init(code: reply.status),
            headers: fields,
            body: .init(byteBuffer: ByteBuffer(bytes: reply.body))
        )
    }
}
