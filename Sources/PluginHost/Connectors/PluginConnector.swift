import LuaRuntime
package import TicketModel

/// A provider plugin bound to a connection.
package struct PluginConnector: TicketConnector {
    package let connection: String
    package let provider: String
    package let capabilities: Capabilities
    let generation: PluginGeneration
    let manifest: ProviderManifest
    let settings: LuaValue
    package let webhookRule: WebhookRule?
    let redaction: AnswerRedaction
    let transport: any HTTPTransport
    let words: ProviderWords
    let now: @Sendable () -> Timestamp
    /// Hears what the plugin prints.
    let onLog: @Sendable (LogLine) -> Void

    /// Binds a plugin to a connection; its word maps and capabilities are settled here, once.
    package init(
        _ generation: PluginGeneration,
        connection: String,
        settings: PluginSettings,
        transport: any HTTPTransport,
        now: @escaping @Sendable () -> Timestamp,
        onLog: @escaping @Sendable (LogLine) -> Void = { _ in }
    ) async throws(TicketFailure) {
        guard case .provider(let manifest) = generation.manifest.body else {
            throw TicketFailure(
                .protocolError,
                "\(generation.manifest.name) is no provider; name one under connections.\(connection).provider.",
                connection: connection
            )
        }
        self.connection = connection
        self.provider = generation.manifest.name
        self.generation = generation
        self.manifest = manifest
        self.settings = LuaValue(.object(settings.plain))
        webhookRule = manifest.webhook.map { WebhookRule($0, settings) }
        redaction = AnswerRedaction(settings)
        self.transport = transport
        self.now = now
        self.onLog = onLog
        let binder = ConnectorBinder(
            generation: generation,
            manifest: manifest,
            connection: connection,
            settings: self.settings,
            now: now
        )
        words = try await binder.words()
        capabilities = try await binder.capabilities(words)
    }

    var reader: RowReader {
        RowReader(
            connection: connection,
            provider: provider,
            bodyFormat: manifest.bodyFormat,
            unsetTimes: manifest.unsetTimes,
            statuses: words.statuses,
            priorities: words.priorities
        )
    }

    // MARK: Reading

    package func page(_ filter: TicketFilter, at cursor: PageCursor?) async throws(TicketFailure) -> TicketPage {
        let answer = try await call(.list, [query(filter), cursor.lua])
        guard let table = answer.table else {
            throw reader.problem("list", "a page is a table, not \(answer.typeName)")
        }
        guard table["tickets"].isPresent else { throw reader.problem("list", "the page has no tickets = { … }") }
        var page = TicketPage(tickets: [])
        for row in try reader.list(table["tickets"], of: "tickets", in: "list") {
            page.tickets.append(try reader.ticket(row, in: "list").ticket)
        }
        page.next = reader.text(table["next"]).map(PageCursor.opaque)
        if page.next == nil, table["next"].isPresent {
            throw reader.problem("list", "next is a \(table["next"].typeName) and not text")
        }
        page.total = table["total"].integer.map(Int.init)
        page.pages = table["pages"].integer.map(Int.init)
        page.applied = Set(
            table["applied"].table?.list.compactMap { $0.text.flatMap(TicketFilter.Key.init(rawValue:)) } ?? []
        )
        return page
    }

    package func get(_ id: String) async throws(TicketFailure) -> TicketWithMessages {
        let read = try reader.ticket(try await call(.get, [.text(id)]), in: "get")
        guard read.ticket.id.id == id else {
            throw reader.problem("get", "asked for ticket \(id) it told ticket \(read.ticket.id.id)")
        }
        return read
    }

    package func messages(of ticket: Ticket) async throws(TicketFailure) -> [Message] {
        try reader.messages(try await call(.messages, [ticket.providerRow]), in: "messages")
    }

    package func check() async throws(TicketFailure) {
        guard manifest.hasCheck else {
            _ = try await page(TicketFilter(), at: nil)
            return
        }
        _ = try await call("check", path: ["check"], [])
    }

    private func query(_ filter: TicketFilter) -> LuaValue {
        var query = LuaValue(.object(filter.terms(at: now()))).table ?? LuaTable()
        if !filter.statuses.isEmpty, let raw = words.raw(filter.statuses) {
            query["status_raw"] = .list(raw.map { .text($0) })
        }
        if !filter.priorities.isEmpty { query["priority_raw"] = .list(words.raw(filter.priorities).map { .text($0) }) }
        return .table(query)
    }

    // MARK: Calling the plugin

    func call(_ operation: TicketOperation, _ arguments: [LuaValue]) async throws(TicketFailure) -> LuaValue {
        guard capabilities.has(operation) else {
            throw TicketFailure.unsupported(operation, provider: provider, connection: connection)
        }
        return try await call(operation.rawValue, path: [.text(operation.rawValue)], arguments)
    }

    /// Calls a function of the plugin; `nil, err` and errors raised both become failures of this connection.
    func call(_ name: String, path: [LuaValue], _ arguments: [LuaValue]) async throws(TicketFailure) -> LuaValue {
        let http = HTTPScope(
            transport: transport,
            reader: AnswerReader(connection: connection, errors: manifest.http.errors),
            redaction: redaction
        )
        let scope = CallScope(bundle: generation.bundle, now: now, http: http)
        defer { for line in scope.log { onLog(line) } }
        let results: [LuaValue]
        do {
            results = try await generation.call(
                "operation",
                [.list(path), settings] + arguments,
                handler: name,
                scope: scope
            )
        } catch {
            throw http.settled(error.ticketFailure(connection: connection), connection: connection)
        }
        if let value = results.first, value.isTruthy { return value }
        guard results.count > 1, let failure = results[1].table.flatMap({ TicketFailure(raised: $0) }) else {
            // `verify` may say no, or that it cannot tell.
            if results.first == .boolean(false) || name.hasPrefix("verify") { return results.first ?? .nil }
            let told = results.count > 1 ? results[1].text : nil
            let what =
                told.map { "its error is the text \"\($0)\" and not an usher.error" }
                ?? "it gave neither a result nor an error"
            throw http.settled(reader.problem(name, what), connection: connection)
        }
        throw http.settled(failure, connection: connection)
    }
}

extension PluginFailure {
    /// The failure of a connection whose plugin failed: what the plugin raised on purpose, or its bug.
    func ticketFailure(connection: String) -> TicketFailure {
        if let raised {
            var failure = raised
            failure.connection = connection
            return failure
        }
        let kind: ErrorKind = self.kind == .cancelled ? .transient : .protocolError
        return TicketFailure(kind, "\(description).", connection: connection, code: "plugin")
    }
}

extension Optional<PageCursor> {
    fileprivate var lua: LuaValue {
        switch self {
        case nil: .nil
        case .opaque(let text): .text(text)
        case .page(let number): .fields(["page": .integer(Int64(number))])
        }
    }
}
