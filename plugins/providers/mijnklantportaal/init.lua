local usher = require "usher"
local thread = require "thread"

-- Every ticket's own address: reading, answering (POST) and closing (PATCH) it.
local function address(id)
  return "/tickets/" .. usher.text.escape_path(id)
end

-- The list tells a ticket without its messages; everything else answers it with them.
local function ticket_row(row)
  local requester = row.customerId
  if requester ~= nil and requester ~= usher.null then requester = { id = requester } end
  return {
    id = row.id,
    subject = row.title,
    status = row.status,
    channel = row.source,
    requester = requester,
    created_at = row.createdAt,
    messages = thread.rows(row.messages),
    raw = row,
  }
end

local function read(api, id)
  local response, err = api:get(address(id))
  if not response then return nil, err end
  local row = response.json
  if type(row) ~= "table" or row.id == nil then
    return nil, usher.error {
      kind = "protocol",
      message = ("The answer for ticket %q is no ticket; check base_url."):format(id),
    }
  end
  return row
end

-- A message takes its files one by one, and only after it has been posted: what goes wrong here
-- must not make the reply look unsent.
local function attach(api, ticket_id, message_id, attachments)
  local missing = {}
  for _, file in ipairs(attachments) do
    local response = message_id and api:post(
      address(ticket_id) .. "/message/" .. usher.text.escape_path(message_id) .. "/attachment",
      { multipart = {
        { name = "attachment", data = file.data, filename = file.name, content_type = file.mime },
      } }
    )
    if not response then missing[#missing + 1] = ("%q"):format(file.name) end
  end
  if #missing == 0 then return nil end
  local names = table.concat(missing, ", ")
  return ("The reply was posted without %s; attach what is missing in the portal."):format(names)
end

return usher.provider {
  name = "mijnklantportaal",
  version = "1.0.0",
  summary = "MijnKlantportaal tickets, API v1",

  settings = {
    base_url = usher.setting.url {
      description = "Where the API is",
      default = "https://api.mijnklantportaal.nl/v1",
    },
    token = usher.setting.secret {
      description = "API key with the scopes tickets.read and tickets.write, or an OAuth token",
    },
    auth_header = usher.setting.enum {
      description = "The header that carries the token; the vendor's pages disagree on its name",
      default = "Authorization",
      values = { "Authorization", "Authentication" },
    },
    per_page_param = usher.setting.string {
      description = "The query parameter that sets the page size, if the API has one",
      optional = true,
      example = "per_page",
    },
    per_page = usher.setting.integer {
      description = "Tickets a page, sent only where per_page_param is set",
      default = 100,
      min = 1,
      max = 1000,
    },
    webhook_secret = usher.setting.secret {
      description = "The secrets of the webhook records, parted by spaces: each record has its own",
      optional = true,
    },
  },

  auth = usher.auth.header { name = "{auth_header}", value = "Bearer {token}" },
  headers = { accept = "application/json" },
  budget = { requests = 60, per = "1m", headers = "x-ratelimit" },
  errors = {
    message = "message",
    code = "code",
    fields = "errors",
    statuses = { [426] = "license" },
  },

  statuses = { open = "open", closed = "closed" },
  status_targets = { closed = "closed" },
  body_format = "html",
  attachments = true,
  side_effects = { reply = "reopens" },

  capabilities = function() return { set_status = { "closed" } } end,

  -- The page has no total, and the text of next_page_url ends in a stray comma on the vendor's own
  -- page: it says that there is a next page, and the page's number leads there.
  list = function(api, query, cursor)
    return usher.pages.numbered(api, "/tickets", {
      cursor = cursor,
      page = "page",
      size = api.settings.per_page_param,
      per_page = api.settings.per_page,
      items = "data",
      current = "current_page",
      more = "next_page_url",
      each = ticket_row,
    })
  end,

  get = function(api, id)
    local row, err = read(api, id)
    if not row then return nil, err end
    return ticket_row(row)
  end,

  messages = function(api, ticket)
    local row, err = read(api, ticket.id)
    if not row then return nil, err end
    return thread.rows(row.messages) or {}
  end,

  reply = function(api, ticket, reply)
    local before, err = read(api, ticket.id)
    if not before then return nil, err end
    if before.source == "chat" then
      return nil, usher.error {
        kind = "not_allowed",
        message = "A ticket from live chat takes no replies by the API; answer it in the portal.",
      }
    end

    local response
    response, err = api:post(address(ticket.id), { json = { message = reply.html } })
    if not response then return nil, err end
    local after = response.json
    if type(after) ~= "table" or after.id == nil then return {} end

    local id = thread.added(before.messages, after.messages, reply.text)
    return {
      id = id,
      ticket = ticket_row(after),
      warning = attach(api, ticket.id, id, reply.attachments or {}),
    }
  end,

  -- Closing is a PATCH without a body; nothing else can be set, and only a reply reopens.
  set_status = function(api, ticket, raw)
    if raw ~= "closed" then
      return nil, usher.error {
        kind = "unsupported",
        message = ("A ticket can only be closed, not set to %q; a reply reopens it."):format(raw),
      }
    end
    local response, err = api:patch(address(ticket.id))
    if not response then return nil, err end
    local row = response.json
    return { ticket = type(row) == "table" and row.id ~= nil and ticket_row(row) or nil }
  end,

  verify = {
    reply = function(api, ticket, effect)
      local row, err = read(api, ticket.id)
      if not row then return nil, err end
      return thread.has_landed(row.messages, effect)
    end,
  },

  webhook = require "webhooks",
}
