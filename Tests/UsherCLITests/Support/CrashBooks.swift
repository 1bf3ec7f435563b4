import Simulator
import Testing

/// What a provider's own books say after kills: nothing lost, nothing twice, everything in order.
struct CrashBooks: Sendable {
    let simulator: ProviderSimulator

    /// The automation that answers each ticket and closes it; `more` stands among its declarations.
    static func plugin(_ version: String, more: String = "", before: String = "") -> String {
        """
        local usher = require "usher"
        return usher.automation {
          name = "crash-probe", version = "\(version)", summary = "Answers a new ticket and closes it",
          needs = { effects = { "reply", "status" } },
          \(more)
          triggers = {
            { on = "ticket.created", run = function(ctx, event)
              \(before)
              event.ticket:reply("This is the one answer to " .. event.ticket.subject .. ".")
              event.ticket:set_status "closed"
            end },
          },
        }
        """
    }

    /// Waits until each ticket is as its last effect leaves it.
    func areClosed(_ ids: [String]) async {
        for id in ids { await simulator.ticket(id) { $0.status == "closed" } }
    }

    /// Every ticket has one answer, and was closed after it.
    func areInOrder(_ ids: [String], _ location: SourceLocation = #_sourceLocation) async throws {
        for id in ids {
            let ticket = try #require(await simulator.ticket(id))
            let answers = ticket.messages.filter { $0.body.contains("This is the one answer to \(ticket.subject).") }
            #expect(answers.count == 1, "\(ticket.subject)", sourceLocation: location)
            let closings = ticket.statusHistory.filter { $0.status == "closed" }
            #expect(!closings.isEmpty, "\(ticket.subject)", sourceLocation: location)
            for closing in closings {
                #expect(answers.allSatisfy { $0.postedAt <= closing.enteredAt }, sourceLocation: location)
            }
        }
    }
}
