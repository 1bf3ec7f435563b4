import OutboundHTTP
import TicketModel

@testable import PluginHost

/// Plugins that a test writes out.
enum MadeUpPlugin {
    static let now = Timestamp(microseconds: 1_767_930_158_000_000)

    /// A plugin that is one file.
    static func file(_ kind: PluginKind, _ text: String, name: String = "acme") -> PluginBundle {
        let path = "\(kind.folder)/\(name).lua"
        return PluginBundle(kind: kind, name: name, mainFile: path, files: [path: Array(text.utf8)], folder: nil)
    }

    /// A plugin that is a folder; files are named from there.
    static func folder(_ kind: PluginKind, _ files: [String: String], name: String = "acme") -> PluginBundle {
        let folder = "\(kind.folder)/\(name)"
        let files = files.reduce(into: [:]) { $0["\(folder)/\($1.key)"] = Array($1.value.utf8) }
        return PluginBundle(kind: kind, name: name, mainFile: "\(folder)/init.lua", files: files, folder: folder)
    }

    /// A provider whose keys are those given, and the least that every one needs.
    static func provider(_ keys: String) -> String {
        """
        local usher = require "usher"
        return usher.provider {
          name = "acme", version = "1.0.0", summary = "Made up",
          settings = { base_url = usher.setting.url { description = "Where", default = "https://desk.example" } },
          statuses = { open = "open", ["in work"] = "open", done = "closed" },
          priorities = { urgent = "urgent", low = "low" },
          list = function() return { tickets = {} } end,
          \(keys)
        }
        """
    }

    /// An automation whose one trigger, on a new ticket, does this with `ctx`, `event` and `ticket`.
    static func automation(_ run: String, needs: [String] = [], keys: String = "", before: String = "") -> String {
        """
        local usher = require "usher"
        \(before)
        return usher.automation {
          name = "acme", version = "1.0.0", summary = "Made up",
          needs = { effects = { \(needs.map { "\"\($0)\"" }.joined(separator: ", ")) } },
          triggers = { { on = "ticket.created", run = function(ctx, event)
            local ticket = event.ticket
            \(run)
          end } },
          \(keys)
        }
        """
    }

    /// The problems of a declaration, each as it is shown.
    static func problems(_ kind: PluginKind, _ text: String, name: String = "acme") async throws -> [String] {
        do {
            _ = try await PluginGeneration.load(file(kind, text, name: name))
            return []
        } catch {
            guard case .manifest(let problems) = error else { throw error }
            return problems.problems.map(\.description)
        }
    }

    /// Why a bundle does not load, as it is shown; nil where it does.
    static func loadFailure(_ bundle: PluginBundle, limits: PluginLimits = PluginLimits()) async -> String? {
        do {
            _ = try await PluginGeneration.load(bundle, limits: limits)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
