import Foundation
import LuaRuntime
package import OutboundHTTP
package import TicketModel

/// A notifier plugin with its settings.
package struct PluginNotifier: Sendable {
    /// The name in `usher.yaml`.
    package let name: String
    private let generation: PluginGeneration
    private let manifest: NotifierManifest
    private let settings: LuaValue
    private let redaction: AnswerRedaction
    private let transport: any HTTPTransport
    private let now: @Sendable () -> Timestamp

    /// - Returns: nil where the generation is no notifier.
    package init?(
        _ generation: PluginGeneration,
        name: String,
        settings: PluginSettings,
        transport: any HTTPTransport,
        now: @escaping @Sendable () -> Timestamp
    ) {
        guard case .notifier(let manifest) = generation.manifest.body else { return nil }
        self.name = name
        self.generation = generation
        self.manifest = manifest
        self.settings = LuaValue(.object(settings.plain))
        redaction = AnswerRedaction(settings)
        self.transport = transport
        self.now = now
    }

    package func send(_ text: String, automation: String?, ticket: Ticket?) async throws(TicketFailure) {
        var notification = LuaTable()
        notification["text"] = .text(text)
        notification["automation"] = automation.map { .text($0) } ?? .nil
        if let ticket {
            notification["ticket"] = .fields([
                "id": .text(ticket.id.description),
                "url": ticket.url.value.map { .text($0) } ?? .nil,
                "subject": ticket.subject.value.map { .text($0) } ?? .nil,
                "status": .text(ticket.status.rawValue),
                "priority": ticket.priority.value.map { .text($0.rawValue) } ?? .nil,
            ])
        }
        let reader = AnswerReader(connection: name, errors: manifest.http.errors)
        let http = HTTPScope(transport: transport, reader: reader, redaction: redaction, urlSetting: "url")
        let scope = CallScope(bundle: generation.bundle, now: now, http: http)
        let results: [LuaValue]
        do {
            results = try await generation.call(
                "operation",
                [.list(["send"]), settings, .table(notification)],
                handler: "send",
                scope: scope
            )
        } catch {
            throw http.settled(error.ticketFailure(connection: name), connection: name)
        }
        guard results.first?.isTruthy != true else { return }
        let raised = results.count > 1 ? results[1].table.flatMap { TicketFailure(raised: $0) } : nil
        let failure =
            raised
            ?? TicketFailure(
                .protocolError,
                "the plugin \(generation.manifest.name) answered send of \(name) wrongly: it gave neither true nor an error; mend the plugin."
            )
        throw http.settled(failure, connection: name)
    }
}

/// A notifier's URL may hold a query, which its requests must carry.
package struct QueryKeepingTransport: HTTPTransport {
    let base: any HTTPTransport
    let query: String

    /// Splits a URL into what a client takes as its base, and the query.
    package static func split(_ url: String) -> (base: String, query: String?) {
        guard let mark = url.firstIndex(of: "?") else { return (url, nil) }
        return (String(url[..<mark]), String(url[url.index(after: mark)...]))
    }

    package init(_ base: any HTTPTransport, query: String) {
        self.base = base
        self.query = query
    }

    package func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        var request = request
        for item in query.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts.map { String($0).removingPercentEncoding ?? String($0) }
            request.query.append(NamedValue(decoded.first ?? "", decoded.count > 1 ? decoded[1] : ""))
        }
        return try await base.send(request)
    }
}
