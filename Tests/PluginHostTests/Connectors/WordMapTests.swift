import Testing
import TicketModel

@testable import PluginHost

/// A provider's words and ours, both ways.
struct WordMapTests {
    private static let setting = """
        settings = {
          base_url = usher.setting.url { description = "Where", default = "https://desk.example" },
          status_map = usher.setting.map { description = "d", optional = true },
        },
        """

    /// What a write is given for a status or a priority; the plugin answers it as an id.
    private func word(_ action: Effect.Action, _ keys: String, settings: [String: JSONValue] = [:]) async throws -> String? {
        let functions = """
            set_status = function(api, ticket, raw) return { id = raw } end,
            set_priority = function(api, ticket, raw) return { id = raw } end,
            """
        let desk = try await Desk(functions + keys, settings: settings)
        return try await desk.connector.write(Effect(ticket: Desk.bareTicket.id, action: action), to: nil, key: "k").id
    }

    @Test func `a word that one raw word stands for can be set by it`() async throws {
        #expect(try await word(.setStatus(.normalised(.closed)), "") == "done")
        #expect(try await word(.setPriority(.normalised(.urgent)), "") == "urgent")
    }

    @Test func `a word that several raw words stand for needs a target`() async throws {
        let failure = await #expect(throws: TicketFailure.self) { try await word(.setStatus(.normalised(.open)), "") }
        #expect(failure?.kind == .unsupported)
        #expect(failure?.message == "acme cannot set a status to \"open\", only to closed; no request was made.")
        #expect(try await word(.setStatus(.normalised(.open)), "status_targets = { open = \"in work\" },") == "in work")
    }

    @Test func `where nothing can be set, nothing is offered`() async throws {
        let failure = await #expect(throws: TicketFailure.self) {
            try await word(.setPriority(.normalised(.high)), "priorities = nil,")
        }
        #expect(failure?.message == "acme cannot set a priority to \"high\"; no request was made.")
    }

    @Test func `a provider's own word passes, unless the settings narrow it`() async throws {
        #expect(try await word(.setStatus(.raw("WAIT")), "") == "WAIT")
        #expect(try await word(.setPriority(.raw("p1")), "") == "p1")
        let narrowed = "capabilities = function() return { set_status = { \"closed\" } } end,"
        #expect(try await word(.setStatus(.raw("done")), narrowed) == "done")
        let failure = await #expect(throws: TicketFailure.self) { try await word(.setStatus(.raw("WAIT")), narrowed) }
        #expect(failure?.message == "acme cannot set a status to \"raw:WAIT\", only to closed; no request was made.")
    }

    @Test func `maps may be computed from the settings`() async throws {
        let keys =
            Self.setting + """
                statuses = function(settings)
                  local statuses = { ["1"] = "open" }
                  for raw, word in pairs(settings.status_map or {}) do statuses[raw] = word end
                  return statuses
                end,
                status_targets = function(settings) return { open = 1, closed = "9" } end,
                priority_targets = function() return { high = "p1" } end,
                """
        #expect(try await word(.setStatus(.normalised(.open)), keys) == "1")
        #expect(try await word(.setStatus(.normalised(.closed)), keys) == "9")
        #expect(try await word(.setPriority(.normalised(.high)), keys) == "p1")
        let list = "list = function() return { tickets = { { id = 1, status = \"1\" }, { id = 2, status = \"5\" } } } end,"
        let desk = try await Desk(keys + list, settings: ["status_map": ["5": "pending"]])
        #expect(try await desk.connector.page(TicketFilter(), at: nil).tickets.map(\.status) == [.open, .pending])
    }

    @Test(arguments: [
        ("statuses = function() return { done = \"closd\" } end,", "\"closd\""),
        ("statuses = function() return { done = 5 } end,", "5"),
        ("status_targets = function() return { closd = \"done\" } end,", "\"closd\""),
        ("priorities = function() return { p1 = \"critical\" } end,", "\"critical\""),
        ("priority_targets = function() return { critical = \"p1\" } end,", "\"critical\""),
    ])
    func `a computed word that is none of ours is told`(_ keys: String, _ word: String) async throws {
        let failure = await #expect(throws: TicketFailure.self) { try await Desk(keys) }
        #expect(failure?.kind == .invalid)
        #expect(
            failure?.message
                == "connections.desk: a map of words names \(word), which is none of ours; the statuses are new, open, pending, on_hold, solved, closed, unknown, the priorities low, normal, high, urgent."
        )
    }
}
