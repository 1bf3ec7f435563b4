package import PluginHost
package import TicketModel

/// What can be said of an effect before any request is made.
package enum EffectPreflight {
    /// Why a connection cannot take an effect; nil where it can.
    package static func problem(
        with effect: Effect,
        at connector: any TicketConnector
    ) -> TicketFailure? {
        guard let operation = effect.operation else { return nil }
        let capabilities = connector.capabilities
        guard capabilities.has(operation) else { return unsupported(operation, connector) }
        if effect.hasAttachments, !capabilities.has(.attach) { return unsupported(.attach, connector) }
        switch effect.action {
        case .setStatus(let word): return problem(with: word, connector)
        case .setPriority(let word): return problem(with: word, connector)
        case .create(_, let new): return new.priority.flatMap { problem(with: $0, connector) }
        default: return nil
        }
    }

    private static func unsupported(_ operation: TicketOperation, _ connector: any TicketConnector) -> TicketFailure {
        .unsupported(operation, provider: connector.provider, connection: connector.connection)
    }

    private static func problem(with word: StatusWord, _ connector: any TicketConnector) -> TicketFailure? {
        let capabilities = connector.capabilities
        let possible: [String]
        switch word {
        case .normalised(let status):
            guard capabilities.statusTargets[status] == nil else { return nil }
            possible = TicketStatus.allCases.filter { capabilities.statusTargets[$0] != nil }.map(\.rawValue)
        case .raw(let raw):
            guard let words = capabilities.rawStatuses, !words.contains(raw) else { return nil }
            possible = words.sorted().map { "raw:\($0)" }
        }
        return .unsupported(
            .setStatus,
            target: word.description,
            possible: possible,
            provider: connector.provider,
            connection: connector.connection
        )
    }

    private static func problem(
        with word: PriorityWord,
        _ connector: any TicketConnector
    ) -> TicketFailure? {
        let targets = connector.capabilities.priorityTargets
        guard case .normalised(let priority) = word, targets[priority] == nil else { return nil }
        return .unsupported(
            .setPriority,
            target: word.description,
            possible: TicketPriority.allCases.filter { targets[$0] != nil }.map(\.rawValue),
            provider: connector.provider,
            connection: connector.connection
        )
    }
}

extension Effect {
    fileprivate var hasAttachments: Bool {
        switch action {
        case .reply(_, let attachments), .note(_, let attachments): !attachments.isEmpty
        case .create(_, let new): !new.attachments.isEmpty
        default: false
        }
    }
}
