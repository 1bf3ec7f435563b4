local usher = require "usher"
local changing = require "changing"
local reading = require "reading"
local rows = require "rows"
local thread = require "thread"
local ticket_sql = require "ticket_sql"
local words = require "words"
local writing = require "writing"

-- The token is proven by any answer; queues that are not there would only be missed later.
local function check(api)
  local response, err = api:get "/rt"
  if not response then return nil, err end
  if type(response.json) ~= "table" or not response.json.Version then
    return nil, usher.error {
      kind = "protocol",
      message = "This is no Request Tracker REST 2 API; base_url ends in /REST/2.0.",
    }
  end
  local queues = { api.settings.queue }
  for _, queue in ipairs(api.settings.queues or {}) do queues[#queues + 1] = queue end
  for _, queue in ipairs(queues) do
    response, err = api:get("/queue/" .. usher.text.escape_path(queue))
    if not response and err.kind == "not_found" then
      return nil, usher.error {
        kind = "invalid",
        message = ("Request Tracker has no queue %q that the token may see."):format(queue),
      }
    end
    if not response then return nil, err end
  end
  return true
end

-- Whose side a message is on is told by the people of its ticket.
local function messages(api, ticket)
  local known = ticket.raw
  if type(known) == "table" and known.Requestor and known.Cc then
    return thread.messages(api, known)
  end
  local data, err = reading.ticket(api, ticket.id)
  if not data then return nil, err end
  return thread.messages(api, data)
end

local function has_landed(visibility)
  return function(api, ticket, effect)
    local read, err = messages(api, ticket)
    if not read then return nil, err end
    return thread.has_landed(read, visibility, effect)
  end
end

return usher.provider {
  name = "request-tracker",
  version = "1.0.0",
  summary = "Request Tracker 5 tickets, REST 2",

  settings = {
    base_url = usher.setting.url {
      description = "Where the API is: RT's own address with /REST/2.0",
      example = "https://rt.example.com/REST/2.0",
    },
    token = usher.setting.secret {
      description = "Authentication token, made under Logged in as → Settings → Auth Tokens",
    },
    queue = usher.setting.string {
      description = "Queue of the tickets that Usher creates; without it it creates none",
      optional = true,
      example = "Support",
    },
    queues = usher.setting.list {
      description = "Queues to list; all that the token may see where it is absent",
      optional = true,
      example = "[Support, Billing]",
    },
    tags_field = usher.setting.string {
      description = "Name of the custom field that holds tags, one that takes several values",
      optional = true,
      example = "Tags",
    },
    statuses = usher.setting.map {
      description = "Statuses of your lifecycles and what they mean, added to RT's own",
      optional = true,
      example = "{ waiting: on_hold }",
      values = { "new", "open", "pending", "on_hold", "solved", "closed", "unknown" },
    },
    priorities = usher.setting.map {
      description = "The lowest number of each priority",
      default = { ["0"] = "low", ["50"] = "normal", ["100"] = "high" },
      example = "{ 0: low, 25: normal, 50: high, 75: urgent }",
      values = { "low", "normal", "high", "urgent" },
    },
    timezone = usher.setting.zone {
      description = "Time zone of the token's user in RT; searches by time are narrower with it",
      optional = true,
      example = "Europe/Amsterdam",
    },
    per_page = usher.setting.integer {
      description = "Rows a page; RT gives no more than 100",
      default = 100,
      min = 1,
      max = 100,
    },
  },

  auth = usher.auth.header { name = "Authorization", value = "token {token}" },
  headers = { accept = "application/json" },
  errors = { message = "message", login_redirect = true },

  statuses = words.statuses,
  status_targets = words.status_targets,
  priorities = words.priorities,
  priority_targets = words.priority_targets,
  body_format = "text",
  unset_times = { "1970-01-01T00:00:00Z", "" },
  attachments = true,
  side_effects = { reply = "reopens" },

  capabilities = function(settings)
    local narrowed = {}
    if not settings.tags_field then narrowed.set_tags = false end
    if not settings.queue then narrowed.create = false end
    return narrowed
  end,

  -- Without an order RT gives none; `pages` is null where RT does not tell it, and then the first
  -- empty page is the end. The next page's URL is not looked at.
  list = function(api, query, cursor)
    local search, applied = ticket_sql.search(query, api.settings, api:now())
    local asked = { query = search, orderby = "id", order = "ASC" }
    for name, value in pairs(rows.FIELDS) do asked[name] = value end
    return usher.pages.numbered(api, "/tickets", {
      cursor = cursor,
      query = asked,
      page = "page",
      size = "per_page",
      per_page = api.settings.per_page,
      items = "items",
      total = "total",
      current = "page",
      last = "pages",
      applied = applied,
      each = function(row) return rows.ticket(row, api.settings) end,
    })
  end,

  get = function(api, id)
    local data, version = reading.ticket(api, id)
    if not data then return nil, version end
    reading.name_requestors(api, data)
    return rows.ticket(data, api.settings, version)
  end,

  messages = messages,

  reply = function(api, ticket, reply) return writing.message(api, ticket, "correspond", reply) end,
  note = function(api, ticket, note) return writing.message(api, ticket, "comment", note) end,
  set_status = changing.status,
  set_priority = changing.priority,
  assign = changing.owner,
  set_tags = changing.tags,
  create = writing.create,
  check = check,

  verify = {
    reply = has_landed "public",
    note = has_landed "internal",
    create = function(api, _, effect) return writing.has_created(api, effect) end,
  },
}
