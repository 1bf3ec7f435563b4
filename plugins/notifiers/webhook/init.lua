local usher = require "usher"

-- Slack reads these three as markup, `<!channel>` among it: a subject must not call everybody.
local ESCAPES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;" }

local formats = {}

function formats.slack(notification)
  return { text = (notification.text:gsub("[&<>]", ESCAPES)) }
end

function formats.json(notification)
  local ticket = notification.ticket
  return {
    text = notification.text,
    automation = notification.automation,
    ticket = ticket and {
      id = ticket.id,
      url = ticket.url,
      subject = ticket.subject,
      status = ticket.status,
      priority = ticket.priority,
    },
  }
end

return usher.notifier {
  name = "webhook",
  version = "1.0.0",
  summary = "Posts notifications as JSON to Slack, or to anything that takes them",

  settings = {
    url = usher.setting.secret {
      description = "The webhook's URL; who knows it can write there",
      example = "https://hooks.slack.com/services/…",
    },
    format = usher.setting.enum {
      description = "slack: { text }, escaped; json: { text, automation, ticket }, as it is",
      default = "slack",
      values = { "slack", "json" },
    },
  },

  send = function(api, notification)
    local body = formats[api.settings.format](notification)
    local response, err = api:post("", { json = body })
    if not response then return nil, err end
    return true
  end,
}
