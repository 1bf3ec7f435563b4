import Engine
import Foundation
import TicketModel

/// What the tests of Request Tracker share.
enum RequestTrackerDesk {
    static let server = RealServer.requestTracker

    /// A word that no other test writes, to find this test's tickets by.
    static func word() -> String {
        "word" + UUID().uuidString.lowercased().filter { $0 != "-" }
    }

    /// A ticket of the requester.
    static func ticket(_ subject: String = "No dial tone", text: String = "Since noon") async throws -> String {
        try await server.raw().create(subject: subject, text: text)
    }

    /// Several tickets with one word in their subjects, in the order of their ids.
    static func tickets(_ count: Int, saying word: String) async throws -> [String] {
        var ids: [String] = []
        for number in 1...count { ids.append(try await ticket("\(word) \(number)")) }
        return ids
    }
}

extension TicketFilter {
    static func saying(_ word: String) -> TicketFilter {
        var filter = TicketFilter()
        filter.text = word
        return filter
    }
}

extension DeskListing {
    /// The provider's own ids, in the order of their numbers.
    var ids: [String] {
        tickets.map(\.id.id).sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }
    }
}
