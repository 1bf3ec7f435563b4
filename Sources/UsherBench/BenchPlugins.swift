import OutboundHTTP
import PluginHost
import TicketModel

/// The plugins of the measurements, as an author would write them.
enum BenchPlugins {
    /// Answers each new ticket with one reply.
    static func answering() async throws -> PluginAutomation {
        try await automation("bench-answer", answer)
    }

    /// An automation of this text.
    static func automation(_ name: String, _ text: String) async throws -> PluginAutomation {
        let generation = try await load(.automation, name, text)
        guard let automation = PluginAutomation(generation, settings: PluginSettings()) else {
            throw BenchFailure(what: "\(name) is no automation")
        }
        return automation
    }

    /// A connection to a server of pages.
    static func desk(at url: String, transport: OutboundTransport) async throws -> PluginConnector {
        let generation = try await load(.provider, "bench-desk", desk)
        guard case .provider(let manifest) = generation.manifest.body else {
            throw BenchFailure(what: "bench-desk is no provider")
        }
        let settings = SettingsCheck.check(
            ["base_url": .string(url)],
            against: generation.manifest.settings,
            plugin: "bench-desk"
        ).settings
        let factory = ClientFactory(transport: transport)
        return try await PluginConnector(
            generation,
            connection: "desk",
            settings: settings,
            transport: try factory.client(for: "desk", base: url, http: manifest.http, settings: settings),
            now: WallTime.now
        )
    }

    static func load(_ kind: PluginKind, _ name: String, _ text: String) async throws -> PluginGeneration {
        try await PluginGeneration.load(
            PluginBundle(
                kind: kind,
                name: name,
                mainFile: "\(name).lua",
                files: ["\(name).lua": Array(text.utf8)],
                folder: nil
            ),
            limits: PluginLimits(memory: 256 << 20)
        )
    }

    private static let answer = """
        local usher = require "usher"

        return usher.automation {
          name = "bench-answer", version = "1.0.0", summary = "Answers a new ticket",
          needs = { effects = { "reply" } },
          triggers = {
            {
              on = "ticket.created", where = { status = "open" },
              run = function(ctx, event)
                ctx.now()
                event.ticket:reply "Thank you, {ticket.requester.name}: we look into {ticket.subject}."
              end,
            },
          },
        }
        """

    private static let desk = """
        local usher = require "usher"

        local function ticket(row)
          return {
            id = row.id, number = row.number, subject = row.title, body = row.description, status = row.state,
            priority = row.priority, channel = row.source, requester = row.customer, assignee = row.agent,
            tags = row.labels, created_at = row.created_at, updated_at = row.updated_at,
            message_count = row.messages, raw = row,
          }
        end

        return usher.provider {
          name = "bench-desk", version = "1.0.0", summary = "Pages that were rendered before",
          settings = { base_url = usher.setting.url { description = "Where the pages are" } },
          auth = usher.auth.none(),
          statuses = { open = "open", pending = "pending", done = "solved", closed = "closed" },
          priorities = { low = "low", normal = "normal", high = "high", urgent = "urgent" },
          list = function(api, _, cursor)
            return usher.pages.numbered(api, "/tickets", {
              cursor = cursor, page = "page", items = "tickets", total = "total", last = "pages", each = ticket,
            })
          end,
        }
        """
}

/// A measurement that could not be made.
struct BenchFailure: Error, CustomStringConvertible {
    let what: String
    var description: String { what }
}
