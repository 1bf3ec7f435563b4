import LuaRuntime
import Synchronization
import TicketModel

/// What one call into a plugin may reach.
///
/// Host functions find it as the call's context.
final class CallScope: Sendable {
    let plugin: String
    let bundle: PluginBundle
    let now: @Sendable () -> Timestamp
    /// What a provider's or notifier's `api` sends through; nil where there is no I/O.
    let http: HTTPScope?
    /// What an automation's handler reads and asks for.
    let handler: HandlerScope?
    let spec: SpecScope?
    private let book = Mutex(Book())

    private struct Book {
        var lines: [LogLine] = []
        var bytes = 0
        var usage: CallUsage?
    }

    /// What a plugin may say in one call, in bytes; the rest is dropped, and one line says so.
    static let mostLogged = 64 << 10

    init(
        bundle: PluginBundle,
        now: @escaping @Sendable () -> Timestamp,
        http: HTTPScope? = nil,
        handler: HandlerScope? = nil,
        spec: SpecScope? = nil
    ) {
        self.plugin = bundle.name
        self.bundle = bundle
        self.now = now
        self.http = http
        self.handler = handler
        self.spec = spec
    }

    var log: [LogLine] {
        book.withLock { $0.lines }
    }

    /// What the call has used, once it has ended.
    var usage: CallUsage? {
        get { book.withLock { $0.usage } }
        set { book.withLock { $0.usage = newValue } }
    }

    func log(_ line: LogLine) {
        book.withLock { book in
            guard book.bytes <= Self.mostLogged else { return }
            // With the line break, so that empty lines count too.
            book.bytes += line.text.utf8.count + 1
            book.lines.append(
                book.bytes <= Self.mostLogged
                    ? line
                    : LogLine(.warning, "more was logged than \(Self.mostLogged >> 10) KB; the rest is left out")
            )
        }
    }
}

extension CallScope {
    /// The scope that a host function is called in.
    static func of(_ context: (any Sendable)?) throws -> CallScope {
        guard let scope = context as? CallScope else {
            throw LuaRaise("the host cannot be called here: loading a file only declares; do this in a handler")
        }
        return scope
    }
}

extension LuaCall {
    func scope() throws -> CallScope { try CallScope.of(context) }
}
