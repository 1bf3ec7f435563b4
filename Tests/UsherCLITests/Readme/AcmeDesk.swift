import HTTPServing
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import TicketModel

/// The README's made-up ticket system, really listening on 127.0.0.1, with books of what it was asked for.
final class AcmeDesk: Sendable {
    static let token = "acme-token-1"

    struct Entry: Sendable {
        let from: String
        let text: String
        var reference: String?
    }

    struct Ticket: Sendable {
        let id: Int
        let title: String
        var state: String
        let openedAt: String
        var entries: [Entry]
    }

    struct Books: Sendable {
        var tickets: [Ticket]
        /// Method, path and query of every request, in order.
        var requests: [String] = []
        /// Whether what is posted is kept, but its answer is lost on the way.
        var losesAnswers = false

        /// The requests that are no reads.
        var writes: [String] { requests.filter { !$0.hasPrefix("GET ") } }

        func ticket(_ id: Int) -> Ticket? { tickets.first { $0.id == id } }
    }

    private let state: Mutex<(books: Books, task: Task<Void, Never>?)>

    /// Ticket 7 has waited for years; all others are open and, so that no sweep finds them, from a time to come.
    init(count: Int = 120) {
        let tickets = (1...count).map { id in
            id == 7
                ? Ticket(
                    id: id,
                    title: "No dial tone",
                    state: "waiting",
                    openedAt: "2024-01-09T08:00:00Z",
                    entries: [Entry(from: "customer", text: "It works. Thank you!")]
                )
                : Ticket(id: id, title: "Invoice \(id)", state: "open", openedAt: "2099-01-01T00:00:00Z", entries: [])
        }
        state = Mutex((Books(tickets: tickets), nil))
    }

    var books: Books { state.withLock { $0.books } }

    func loseAnswers() { state.withLock { $0.books.losesAnswers = true } }

    /// Starts to listen on a free port.
    /// - Returns: the base URL.
    func start() async throws -> String {
        let (ports, arrival) = AsyncThrowingStream.makeStream(of: Int.self)
        var logger = Logger(label: "acme")
        logger.logLevel = .critical
        let application = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                let body = try await request.body.collect(upTo: 1 << 20)
                let (status, json) = self.answer(request, (try? JSONValue(parsing: String(buffer: body))) ?? .null)
                return Response(
                    status: status,
                    headers: [.contentType: "application/json"],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: json.text()))
                )
            },
            server: .stoppableHTTP1,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in arrival.yield(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        let task = Task {
            do {
                try await application.run()
                arrival.finish()
            } catch {
                arrival.finish(throwing: error)
            }
        }
        state.withLock { $0.task = task }
        for try await port in ports { return "http://127.0.0.1:\(port)/v2" }
        throw CancellationError()
    }

    func stop() async {
        let task = state.withLock { $0.task }
        task?.cancel()
        await task?.value
    }

    // MARK: The API

    private func answer(_ request: Request, _ body: JSONValue) -> (HTTPResponse.Status, JSONValue) {
        state.withLock { state in
            state.books.requests.append("\(request.method) \(request.uri)")
            guard request.headers[.authorization] == "Bearer \(Self.token)" else {
                return (.unauthorized, ["error": ["text": "Who are you?", "code": "key"]])
            }
            let path = request.uri.path.split(separator: "/").map(String.init)
            guard path.prefix(2) == ["v2", "tickets"] else { return (.notFound, ["error": ["text": "No such page"]]) }
            guard path.count > 2 else { return (.ok, state.books.page(request.uri.queryParameters)) }
            guard let place = state.books.tickets.firstIndex(where: { String($0.id) == path[2] }) else {
                return (.notFound, ["error": ["text": "No such ticket"]])
            }
            switch (request.method, path.dropFirst(3).first) {
            case (.get, nil):
                return (.ok, state.books.tickets[place].json(includingEntries: true))
            case (.post, "entries"):
                let text = body["text"]?.stringValue ?? ""
                let entry = Entry(from: "staff", text: text, reference: body["reference"]?.stringValue)
                state.books.tickets[place].entries.append(entry)
                if state.books.losesAnswers { return (.gatewayTimeout, .null) }
                return (.created, ["id": .integer(Int64(state.books.tickets[place].entries.count))])
            case (.put, "state"):
                state.books.tickets[place].state = body["state"]?.stringValue ?? ""
                return (.ok, state.books.tickets[place].json(includingEntries: false))
            default:
                return (.methodNotAllowed, ["error": ["text": "Not that"]])
            }
        }
    }
}

extension AcmeDesk.Books {
    fileprivate func page(_ query: some Sequence<(key: Substring, value: Substring)>) -> JSONValue {
        let states = query.filter { $0.key == "state" }.map { String($0.value) }
        let number = query.first { $0.key == "page" }.flatMap { Int($0.value) } ?? 1
        let size = query.first { $0.key == "per_page" }.flatMap { Int($0.value) } ?? 10
        let all = tickets.filter { states.isEmpty || states.contains($0.state) }
        return [
            "page": .integer(Int64(number)),
            "pages": .integer(Int64(max(1, (all.count + size - 1) / size))),
            "tickets": .array(all.dropFirst((number - 1) * size).prefix(size).map { $0.json(includingEntries: false) }),
        ]
    }
}

extension AcmeDesk.Ticket {
    fileprivate func json(includingEntries: Bool) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .integer(Int64(id)), "title": .string(title), "state": .string(state),
            "link": .string("https://acme-desk.example/t/\(id)"),
            "customer": ["id": 3, "name": "Ana", "email": "ana@example.com"],
            "opened_at": .string(openedAt), "changed_at": .string(openedAt),
        ]
        guard includingEntries else { return .object(members) }
        members["entries"] = .array(entries.enumerated().map { $0.element.json(number: $0.offset + 1) })
        return .object(members)
    }
}

extension AcmeDesk.Entry {
    fileprivate func json(number: Int) -> JSONValue {
        [
            "id": .integer(Int64(number)), "from": .string(from), "name": "Ana", "text": .string(text),
            "reference": reference.map(JSONValue.string) ?? .null, "at": "2026-01-09T08:00:00Z",
        ]
    }
}
