import Testing
import TicketModel

@testable import PluginHost

/// What a connection can be asked for, by its plugin and its settings.
struct CapabilityTests {
    private static let everything = """
        get = function() end, messages = function() end, reply = function() end, note = function() end,
        set_status = function() end, set_priority = function() end, assign = function() end, set_tags = function() end,
        create = function() end,
        """

    @Test func `the functions that are there are the operations`() async throws {
        #expect(try await Desk("").connector.capabilities.operations == [.list])
        let all = Set(TicketOperation.allCases).subtracting([.attach])
        #expect(try await Desk(Self.everything).connector.capabilities.operations == all)
    }

    @Test func `files are taken where the plugin says so, and its settings leave it so`() async throws {
        let keys = "attachments = true, reply = function() end,"
        #expect(try await Desk(keys).connector.capabilities.operations == [.list, .reply, .attach])
        #expect(try await Desk("attachments = false,").connector.capabilities.operations == [.list])
        let narrowed = try await Desk(keys + "capabilities = function() return { attach = false } end,")
        #expect(narrowed.connector.capabilities.operations == [.list, .reply])
    }

    @Test func `they are narrowed by the settings`() async throws {
        let keys =
            Self.everything + """
                settings = {
                  base_url = usher.setting.url { description = "Where", default = "https://desk.example" },
                  creates = usher.setting.boolean { description = "d", default = false },
                },
                status_targets = { open = "open", closed = "done", solved = "solved" },
                priority_targets = { low = "low", urgent = "urgent" },
                capabilities = function(settings)
                  return { create = settings.creates, get = nil, note = false, set_status = { "closed", "open" }, set_priority = { "low" } }
                end,
                side_effects = { reply = "reopens" },
                """
        let capabilities = try await Desk(keys).connector.capabilities
        #expect(!capabilities.has(.create) && !capabilities.has(.note) && capabilities.has(.get))
        #expect(capabilities.statusTargets == [.closed: "done", .open: "open"])
        #expect(capabilities.rawStatuses == ["done", "open"])
        #expect(capabilities.priorityTargets == [.low: "low"])
        #expect(capabilities.sideEffects == ["reply": "reopens"])
        #expect(try await Desk(keys, settings: ["creates": true]).connector.capabilities.has(.create))
    }

    @Test func `an operation that is taken away takes its words along`() async throws {
        let capabilities = try await Desk(
            Self.everything + "capabilities = function() return { set_status = false, set_priority = false } end,"
        ).connector.capabilities
        #expect(capabilities.statusTargets == [:])
        #expect(capabilities.priorityTargets == [:])
    }

    @Test func `an operation that does not exist is told`() async throws {
        let failure = await #expect(throws: TicketFailure.self) {
            try await Desk("capabilities = function() return { set_stauts = false } end,")
        }
        #expect(
            failure?.message
                == "the plugin acme answered capabilities of desk wrongly: there is no operation \"set_stauts\"; did you mean \"set_status\"?"
        )
    }

    @Test func `capabilities that fail leave no connector`() async throws {
        let failure = await #expect(throws: TicketFailure.self) {
            try await Desk("capabilities = function(settings) return settings.base_url.at_all.none end,")
        }
        #expect(failure?.kind == .protocolError)
        #expect(failure?.connection == "desk")
        #expect(
            failure?.message
                == "providers/acme.lua:8: attempt to index a nil value (field 'at_all') (plugin acme, capabilities)."
        )
    }

    @Test func `an automation is no provider`() async throws {
        let generation = try await PluginGeneration.load(MadeUpPlugin.file(.automation, MadeUpPlugin.automation("")))
        let failure = await #expect(throws: TicketFailure.self) {
            try await PluginConnector(
                generation,
                connection: "desk",
                settings: PluginSettings(),
                transport: MadeUpTransport(.answered()),
                now: { MadeUpPlugin.now }
            )
        }
        #expect(failure?.message == "acme is no provider; name one under connections.desk.provider.")
    }

    @Test(arguments: [
        (Effect.Action.reply("x"), "reply to a ticket"), (.note("x"), "add a note"),
        (.setStatus(.normalised(.open)), "set a status"),
        (.setPriority(.normalised(.low)), "set a priority"), (.assign("a"), "assign a ticket"),
        (.addTags(["a"]), "change a ticket's tags"), (.removeTags(["a"]), "change a ticket's tags"),
        (.create(connection: "desk", NewTicket(subject: "s", text: "t")), "create a ticket"),
    ])
    func `what a provider lacks is unsupported before any request`(_ action: Effect.Action, _ words: String)
        async throws
    {
        let desk = try await Desk("")
        let failure = await Desk.failure { () throws(TicketFailure) in
            _ = try await desk.connector.write(
                Effect(ticket: Desk.bareTicket.id, action: action),
                to: Desk.bareTicket,
                key: "k"
            )
        }
        #expect(failure?.kind == .unsupported)
        #expect(failure?.message == "acme cannot \(words); no request was made.")
        #expect(failure?.connection == "desk")
        #expect(desk.transport.requests == [])
    }

    @Test func `reading what a provider lacks is unsupported too`() async throws {
        let desk = try await Desk("")
        let get = await Desk.failure { () throws(TicketFailure) in _ = try await desk.connector.get("1") }
        #expect(get?.message == "acme cannot read a single ticket; no request was made.")
        let messages = await Desk.failure { () throws(TicketFailure) in
            _ = try await desk.connector.messages(of: Desk.bareTicket)
        }
        #expect(messages?.message == "acme cannot read a ticket's messages; no request was made.")
        #expect(desk.transport.requests == [])
    }
}
