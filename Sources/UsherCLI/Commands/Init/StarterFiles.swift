import TicketModel

/// A file that `usher init` writes.
struct StarterFile: Sendable, Equatable {
    let path: String
    let text: String
}

/// The files of a folder to start from.
struct StarterFiles: Sendable {
    /// The folder with the annotations of the Lua API, where it is found.
    let types: String?

    var all: [StarterFile] {
        [
            StarterFile(path: "usher.yaml", text: Self.configuration),
            StarterFile(path: "plugins/automations/hello.lua", text: Self.automation),
            StarterFile(path: ".luarc.json", text: editorSettings),
        ]
    }

    private static let configuration = """
        # Usher's configuration. Every key may be left out; unknown ones are errors. Check it with: usher doctor

        # Folders with plugins of your own, counted from this file. One here replaces a shipped one of the same name.
        plugins: [plugins]

        # The ticket systems. provider and poll are Usher's, the other keys are the plugin's settings. Secrets stay out of
        # this file: write ${env:NAME}, or ${file:PATH}. Take away the # before those that you have.
        connections:
        #  portal:
        #    provider: mijnklantportaal
        #    token: "${env:PORTAL_TOKEN}"
        #    poll: 2m
        #  calls:
        #    provider: klinkcx
        #    token: "${env:KLINKCX_TOKEN}"
        #  app:
        #    provider: usercom
        #    base_url: https://YOUR-APP.user.com/api/public
        #    token: "${env:USERCOM_TOKEN}"
        #  panel:
        #    provider: ippanel
        #    token: "${env:IPPANEL_TOKEN}"
        #    zone: Asia/Tehran

        # Where ctx:notify goes.
        notifiers:
        #  duty:
        #    plugin: webhook
        #    url: "${env:DUTY_URL}"

        # Who hears of trouble (all notifiers, where it is absent), and how long what is kept.
        # alerts: [duty]
        # retention: { nothing: 7d, failed: 90d, acted: 365d, changes: 365d, messages: 365d, size: 10GB }

        # What runs. mode is off, shadow (effects are only recorded) or live; an automation that is not listed is off.
        automations:
          hello:
            mode: shadow
            settings:
              greeting: "Hello! Your message has arrived, and somebody will read it today."
        #  escalate-stale:
        #    mode: shadow
        #    settings:
        #      after: 4h
        #    limits: { cpu: 500ms, deadline: 30s, memory: 32MB }

        """

    private static let automation = """
        -- Answers a new ticket with a greeting. Try it on a ticket, without sending anything:
        --   usher run hello --ticket portal/tic_1
        local usher = require "usher"

        return usher.automation {
          name = "hello",
          version = "0.1.0",
          summary = "Greets the requester of a new ticket",

          needs = { effects = { "reply" } },

          settings = {
            greeting = usher.setting.string {
              description = "What the requester of a new ticket gets to read",
              default = "Hello! Your message has arrived.",
            },
          },

          triggers = {
            {
              on = "ticket.created",
              once = "ticket",
              run = function(ctx, event)
                local ticket = event.ticket
                if ticket:is_automatic() then return end
                if not ticket:can "reply" then
                  ctx.log.info(("%s cannot be replied to"):format(ticket.id))
                  return
                end
                ticket:reply(ctx.settings.greeting)
              end,
            },
          },
        }

        """

    /// What the Lua language server needs to know the host's API.
    private var editorSettings: String {
        let disabled = ["debug", "ffi", "io", "jit", "package"]
        let settings: JSONValue = [
            "runtime.version": "Lua 5.4",
            "runtime.builtin": .object(Dictionary(uniqueKeysWithValues: disabled.map { ($0, "disable") })),
            "workspace.library": .array([types].compactMap(\.self).map(JSONValue.string)),
            "workspace.checkThirdParty": false,
        ]
        return settings.text(pretty: true) + "\n"
    }
}
