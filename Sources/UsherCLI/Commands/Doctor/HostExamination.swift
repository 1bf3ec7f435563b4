import Engine
import PluginHost
import TicketModel

/// Looks at everything that `usher.yaml` names.
struct HostExamination: Sendable {
    let host: HostAssembly

    func findings() async -> [Finding] {
        var findings = [configuration] + (await store())
        findings += await plugins()
        let connections = await host.connections()
        findings += await self.connections(connections)
        findings += await notifiers()
        findings += await automations(connections)
        return findings
    }

    private var configuration: Finding {
        let configuration = host.configuration
        let counts = [
            Self.count(configuration.connections.count, "connection"),
            Self.count(configuration.notifiers.count, "notifier"),
            Self.count(configuration.automations.count, "automation"),
        ]
        return Finding(.ok, configuration.file, counts.joined(separator: ", "))
    }

    private static func count(_ count: Int, _ what: String) -> String {
        count == 1 ? "1 \(what)" : "\(count) \(what)s"
    }

    // MARK: Plugins

    private func plugins() async -> [Finding] {
        var findings: [Finding] = []
        if host.shelf.folders.shipped == nil {
            findings.append(
                Finding(.warning, "plugins", "the shipped ones are not beside this binary; put share/usher there.")
            )
        }
        for reading in await PluginReading.all(host.shelf.discovery.bundles) {
            let subject = "\(reading.bundle.kind.rawValue) \(reading.bundle.name)"
            if let manifest = reading.manifest {
                let origin = host.shelf.folders.origin(of: reading.bundle)
                findings.append(Finding(.ok, subject, "version \(manifest.version), \(origin)"))
            }
            findings += reading.problems.map { Finding(.failed, subject, $0.text) }
        }
        return findings + host.shelf.discovery.failures.map { Finding(.failed, "plugin \($0.plugin)", $0.description) }
    }

    // MARK: Connections

    private func connections(_ connections: ConnectionSet) async -> [Finding] {
        await withTaskGroup { group in
            for (place, connection) in host.configuration.connections.enumerated() {
                group.addTask { (place, await examined(connection, connections)) }
            }
            var findings: [(place: Int, findings: [Finding])] = []
            for await part in group { findings.append(part) }
            return findings.sorted { $0.place < $1.place }.flatMap(\.findings)
        }
    }

    private func examined(_ connection: ConnectionConfiguration, _ connections: ConnectionSet) async -> [Finding] {
        let subject = "connections.\(connection.name)"
        if let failure = connections.failures[connection.name] {
            return failure.messages.map { Finding(.failed, subject, $0) }
        }
        guard let connector = connections.connectors.first(where: { $0.connection == connection.name }) else {
            return []
        }
        var findings: [Finding] = []
        do {
            try await connector.check()
            let capabilities = connector.capabilities
            let (kept, own) = TicketOperation.allCases.filter(capabilities.has).partitioned(
                by: capabilities.kept.contains
            )
            let words =
                "\(connection.provider) takes the credentials; it can \(ShownText.list(own.map(\.rawValue), "and"))"
            let keeps = kept.isEmpty ? "" : "; \(ShownText.list(kept.map(\.rawValue), "and")) the database does instead"
            findings.append(Finding(.ok, subject, "\(words)\(keeps)."))
        } catch {
            findings.append(Finding(.failed, subject, error.message))
        }
        if !connector.capabilities.has(.messages) {
            findings.append(
                Finding(
                    .warning,
                    subject,
                    "\(connection.provider) does not tell messages, so waiting_longer_than never matches here; "
                        + "use older_than."
                )
            )
        }
        return findings
    }

    // MARK: Notifiers and automations

    private func notifiers() async -> [Finding] {
        var findings: [Finding] = []
        for notifier in host.configuration.notifiers {
            let subject = "notifiers.\(notifier.name)"
            do {
                _ = try await host.notifier(named: notifier.name)
                findings.append(Finding(.ok, subject, "\(notifier.plugin) takes its settings; nothing was sent."))
            } catch {
                findings += error.messages.map { Finding(.failed, subject, $0) }
            }
        }
        return findings
    }

    private func automations(_ connections: ConnectionSet) async -> [Finding] {
        var findings: [Finding] = []
        for automation in host.configuration.automations {
            let subject = "automations.\(automation.name)"
            do {
                let listed = try await host.automation(named: automation.name)
                findings.append(Finding(.ok, subject, "version \(listed.plugin.version), \(automation.mode.rawValue)"))
                guard automation.mode != .off else { continue }
                findings += gaps(of: listed, subject, connections)
            } catch {
                findings += error.messages.map { Finding(.failed, subject, $0) }
            }
        }
        return findings
    }

    /// What an automation may ask for that a connection it works at cannot do.
    private func gaps(of listed: ListedAutomation, _ subject: String, _ connections: ConnectionSet) -> [Finding] {
        let needs = Effect.Kind.allCases.filter(listed.plugin.manifest.needs.contains)
        return connections.connectors.compactMap { connector in
            guard listed.connections?.contains(connector.connection) ?? true else { return nil }
            let missing = needs.filter { kind in
                kind.operation.map { !connector.capabilities.has($0) } ?? false
            }
            guard !missing.isEmpty else { return nil }
            let words = ShownText.list(missing.map(\.rawValue), "and")
            return Finding(
                .warning,
                subject,
                "\(connector.connection) (\(connector.provider)) cannot \(words); there it does without, or list its "
                    + "connections."
            )
        }
    }
}

extension [TicketOperation] {
    /// Those that something holds for, and the others.
    fileprivate func partitioned(by holds: (TicketOperation) -> Bool) -> ([TicketOperation], [TicketOperation]) {
        (filter(holds), filter { !holds($0) })
    }
}

extension Effect.Kind {
    /// The operation that a connection needs for it.
    fileprivate var operation: TicketOperation? {
        switch self {
        case .reply: .reply
        case .note: .note
        case .status: .setStatus
        case .tag: .setTags
        case .assign: .assign
        case .priority: .setPriority
        case .create: .create
        case .notify, .later: nil
        }
    }
}
