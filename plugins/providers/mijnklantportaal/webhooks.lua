-- Webhooks: how they prove themselves, what they are about, and how they are set up.
local usher = require "usher"
local thread = require "thread"

-- One record for each type of event, each with a secret of its own.
local function webhook_row(row)
  if type(row) ~= "table" or row.id == nil then return nil end
  return { id = row.id, url = row.url, event = row.type, secret = row.secret }
end

return {
  -- By its page the header carries the secret itself; an HMAC under it is understood as well.
  verify = usher.webhook.hmac {
    header = "X-Webhook-Signature",
    secret = "{webhook_secret}",
    algorithm = "sha256",
    encoding = "hex",
    plain_secret = true,
  },
  parse = function(request) return { tickets = thread.ticket_ids(request.json) } end,

  events = { "ticket-created", "ticket-reply-customer", "ticket-reply-employee" },
  list = function(api, cursor)
    local page, err = usher.pages.numbered(api, "/webhooks", {
      cursor = cursor,
      page = "page",
      items = "data",
      current = "current_page",
      more = "next_page_url",
      each = webhook_row,
    })
    if not page then return nil, err end
    return { webhooks = page.tickets, next = page.next }
  end,
  register = function(api, url, event)
    local response, err = api:post("/webhooks", { json = { url = url, type = event } })
    if not response then return nil, err end
    local row = webhook_row(response.json)
    if row then return row end
    return nil, usher.error {
      kind = "protocol",
      message = "The answer for a new webhook is no webhook; check base_url.",
    }
  end,
  -- No page of the vendor shows this path; the scope to delete webhooks is named.
  remove = function(api, id)
    local response, err = api:delete("/webhooks/" .. usher.text.escape_path(id))
    if not response then return nil, err end
    return true
  end,
}
