import CPostgres
import Dispatch
import Store

/// The one connection that hears and sends wakes; it is made when the first is asked for.
///
/// Wakes are sent after the commit and together: a NOTIFY within a transaction would make all commits of the server stand in
/// one line, each with its own fsync. What is lost by that between a commit and a crash is only a hint.
actor PostgresListener {
    private let executor = QueueExecutor(label: "usher.postgres.listener")
    private let address: PostgresAddress
    private let options: PostgresOptions
    private let hub: WakeHub
    private var link: PostgresLink?
    private var watch: SocketWatch?
    private var channel = ""
    private var unsent: Set<String> = []
    private var reconnecting: Task<Void, Never>?
    private var isClosed = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(address: PostgresAddress, options: PostgresOptions, hub: WakeHub) {
        self.address = address
        self.options = options
        self.hub = hub
    }

    /// Returns when wakes of others arrive, or after one try that failed; then it goes on trying.
    func listen() {
        guard link == nil, reconnecting == nil, !isClosed else { return }
        if !connect() { reconnectLater() }
    }

    /// Sends what was woken to other processes.
    func send(_ channels: Set<String>) {
        unsent.formUnion(channels)
        listen()
        flush()
    }

    func close() {
        flush()
        isClosed = true
        reconnecting?.cancel()
        drop()
    }

    private func flush() {
        guard let link, !unsent.isEmpty else { return }
        let calls = unsent.sorted().map { "pg_notify(\(quoted(channel, link)), \(quoted($0, link)))" }
        do throws(StoreFailure) {
            try link.run("SELECT \(calls.joined(separator: ", "))")
            unsent = []
        } catch {
            lose()
        }
    }

    private func connect() -> Bool {
        do throws(StoreFailure) {
            let link = try PostgresLink(address, patience: options.patience)
            // A wake that a crash of the server loses is only a hint, and needs no fsync.
            try link.run("SET synchronous_commit = off")
            let schema = PostgresResult(PQexec(link.handle, "SELECT current_schema()"))
            let name = PQgetvalue(schema.handle, 0, 0).map { String(cString: $0) } ?? ""
            // PostgreSQL takes names of at most 63 bytes.
            channel = String(decoding: Array("usher_\(name)".utf8.prefix(63)), as: UTF8.self)
            try link.run("LISTEN \"\(channel.replacing("\"", with: "\"\""))\"")
            self.link = link
            watch = SocketWatch(PQsocket(link.handle), on: executor.queue) { [weak self] in
                self?.assumeIsolated { $0.hear() }
            }
            // What came with the answer to LISTEN is read already, and the socket does not tell of it.
            hear()
            return self.link != nil
        } catch {
            return false
        }
    }

    private func hear() {
        guard let link else { return }
        // libpq may read the server's last words and leave the end after them, of which nobody tells a second time.
        var isAlive = true
        repeat {
            isAlive = PQconsumeInput(link.handle) == 1
        } while isAlive && SocketWatch.hasInput(PQsocket(link.handle))
        var channels: Set<String> = []
        while let notice = PQnotifies(link.handle) {
            // Our own were told at the commit.
            if notice.pointee.be_pid != PQbackendPID(link.handle) {
                channels.insert(String(cString: notice.pointee.extra))
            }
            PQfreemem(notice)
        }
        hub.wake(channels)
        if !isAlive { lose() }
    }

    private func lose() {
        drop()
        reconnectLater()
    }

    private func drop() {
        watch = nil
        link = nil
    }

    private func reconnectLater() {
        guard !isClosed, reconnecting == nil else { return }
        reconnecting = Task { await reconnect() }
    }

    private func reconnect() async {
        var waits = options.backoff[...]
        var wait = Duration.seconds(1)
        repeat {
            if let next = waits.popFirst() { wait = next }
            do {
                try await options.clock.sleep(for: wait)
            } catch {
                break
            }
        } while !isClosed && !connect()
        reconnecting = nil
        guard link != nil else { return }
        // Nobody knows what was missed.
        hub.wakeAll()
        flush()
    }

    private func quoted(_ text: String, _ link: PostgresLink) -> String {
        guard let escaped = PQescapeLiteral(link.handle, text, text.utf8.count) else { return "''" }
        defer { PQfreemem(escaped) }
        return String(cString: escaped)
    }
}
