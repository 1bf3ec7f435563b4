import Engine
import Foundation
import PluginHost
import Store
import TicketModel

/// The first rows of every filter alone and of every pair, over a mirror of many tickets.
struct MirrorFilters {
    let database: any SQLDatabase
    var isVerbose = false

    private static let rows = 50

    func measure() async throws -> Figures {
        let now = WallTime.now()
        let single = filters(now)
        var pairs: [(name: String, filter: TicketFilter)] = []
        for (place, one) in single.enumerated() {
            for other in single[(place + 1)...] where one.filter.keys != other.filter.keys {
                pairs.append(("\(one.name) and \(other.name)", one.filter.merging(other.filter)))
            }
        }
        let alone = try await slowest(of: single, now)
        let both = try await slowest(of: pairs, now)
        return Figures(
            values: [
                "alone_milliseconds": alone.milliseconds, "pair_milliseconds": both.milliseconds,
                "filters": Double(single.count), "pairs": Double(pairs.count),
            ],
            notes: ["alone": alone.name, "pair": both.name]
        )
    }

    private func slowest(
        of filters: [(name: String, filter: TicketFilter)],
        _ now: Timestamp
    ) async throws -> (name: String, milliseconds: Double) {
        var slowest = (name: "", milliseconds: 0.0)
        for (name, filter) in filters {
            var best = Double.infinity
            var found = 0
            // The first time prepares the statement and brings pages into memory; the better of the next two counts.
            for attempt in 0..<3 {
                let (seconds, count) = try await Figures.time {
                    try await database.read {
                        try MirrorReader($0).list(filter, limit: Self.rows, now: now).count
                    }
                }
                if attempt > 0 { best = min(best, seconds * 1000) }
                found = count
            }
            tell("\(name): \(found) rows, \(best) ms")
            if best > slowest.milliseconds { slowest = (name, best) }
        }
        return slowest
    }

    private func tell(_ text: String) {
        if isVerbose { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
    }

    /// Each condition with a value that many tickets match, and with one that few do.
    private func filters(_ now: Timestamp) -> [(name: String, filter: TicketFilter)] {
        func made(_ name: String, _ change: (inout TicketFilter) -> Void) -> (name: String, filter: TicketFilter) {
            var filter = TicketFilter()
            change(&filter)
            return (name, filter)
        }
        let day: Int64 = 86_400
        return [
            made("connection") { $0.connections = ["shop"] },
            made("status open") { $0.statuses = [.normalised(.open)] },
            made("status on_hold") { $0.statuses = [.normalised(.onHold)] },
            made("status raw") { $0.statuses = [.raw("pending")] },
            made("priority") { $0.priorities = [.normalised(.urgent)] },
            made("channel") { $0.channels = ["phone"] },
            made("frequent tag") { $0.tags = ["vip"] },
            made("rare tag") { $0.tags = ["topic-7"] },
            made("assignee") { $0.assignee = .named("agent.7@example.com") },
            made("nobody") { $0.assignee = .nobody },
            made("requester") { $0.requester = .named("Person 4711") },
            made("created after") { $0.createdAfter = .at(now - .seconds(90 * day)) },
            made("created before") { $0.createdBefore = .at(now - .seconds(500 * day)) },
            made("long created before") { $0.createdBefore = .at(now - .seconds(1120 * day)) },
            made("updated after") { $0.updatedAfter = .at(now - .seconds(day)) },
            made("updated before") { $0.updatedBefore = .at(now - .seconds(500 * day)) },
            made("older than") { $0.olderThan = .seconds(1000 * day) },
            made("has") { $0.has = [.dueAt] },
            made("has nothing such") { $0.has = [.closedAt] },
            made("lacks") { $0.lacks = [.field(.assignee)] },
            made("lacks tag") { $0.lacks = [.tag("returns")] },
            made("frequent word") { $0.text = BenchTickets.word(5) },
            made("rare word") { $0.text = BenchTickets.word(20_011) },
            made("part of a word") { $0.text = "ef12345" },
            made("no such word") { $0.text = "quetzalcoatl" },
            made("phrase") { $0.text = "\(BenchTickets.word(300)) \(BenchTickets.word(700))" },
            made("waiting longer than") { $0.waitingLongerThan = .seconds(3 * day) },
        ]
    }
}
