import Store

/// How many runs a worker may have under its lease at a time.
///
/// They share the commits of their claims and of their ends, so there may be more of them than handlers at work: how many of
/// those there are at a time is up to a plugin's Lua states.
package struct RunLimits: Sendable, Equatable {
    /// In all.
    package var total: Int
    package var perAutomation: Int
    package var perConnection: Int

    package init(total: Int = 1536, perAutomation: Int = 768, perConnection: Int = 1024) {
        self.total = total
        self.perAutomation = perAutomation
        self.perConnection = perConnection
    }
}

/// Which of the runs that could begin do begin, given those that are under way.
///
/// Of those whose workers went away again and again there is one at a time: one of them may take this process along, and
/// those that are under way beside it would have an attempt counted that was not their fault.
struct ClaimChoice: Sendable {
    private let limits: RunLimits
    private var total: Int
    private var automations: [String: Int]
    private var connections: [String: Int]
    private var hasSuspect: Bool

    /// A choice beside what this process has under way.
    init(_ limits: RunLimits, running: some Collection<RunCandidate> = EmptyCollection()) {
        self.limits = limits
        total = running.count
        hasSuspect = running.contains(where: \.isSuspect)
        automations = running.reduce(into: [:]) { $0[$1.automation, default: 0] += 1 }
        connections = running.reduce(into: [:]) { counts, run in
            if let connection = run.connection { counts[connection, default: 0] += 1 }
        }
    }

    /// How many more there may be.
    var room: Int { max(0, limits.total - total) }

    /// Takes candidates in their order as far as there is room; one that a limit stops does not stop those behind it.
    mutating func choose(_ candidates: [RunCandidate]) -> [RunCandidate] {
        var chosen: [RunCandidate] = []
        for candidate in candidates where total < limits.total {
            guard !candidate.isSuspect || !hasSuspect else { continue }
            guard automations[candidate.automation, default: 0] < limits.perAutomation else { continue }
            if let connection = candidate.connection {
                guard connections[connection, default: 0] < limits.perConnection else { continue }
                connections[connection, default: 0] += 1
            }
            automations[candidate.automation, default: 0] += 1
            total += 1
            hasSuspect = hasSuspect || candidate.isSuspect
            chosen.append(candidate)
        }
        return chosen
    }
}
