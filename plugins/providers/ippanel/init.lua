local usher = require "usher"
local rows = require "rows"

local MEGABYTE = 1024 * 1024
local FILE_TYPES = { zip = true, jpg = true, jpeg = true, png = true }

local function invalid(field, message)
  local fields = { [field] = { message } }
  return nil, usher.error { kind = "invalid", message = message, fields = fields }
end

local function show(api, id)
  local response, err = api:get("/api/ticket/show", { query = { ticket_id = id } })
  if not response then return nil, err end
  local row = type(response.json) == "table" and response.json.data
  if type(row) == "table" and (row.ticket_id or row.id) ~= nil then return row end
  -- What the panel answers for a ticket that is not there is not documented.
  return nil, usher.error { kind = "not_found", message = ("There is no ticket %q."):format(id) }
end

-- Every write is multipart, with or without a file. A part without a value is not sent.
local function form(fields, file)
  local parts = {}
  for _, field in ipairs(fields) do
    parts[#parts + 1] = { name = field[1], value = tostring(field[2]) }
  end
  if file then
    parts[#parts + 1] = {
      name = "file", data = file.data, filename = file.name, content_type = file.mime,
    }
  end
  return { multipart = parts }
end

-- The one file that a reply may have, or what is wrong with what was given.
local function checked_file(attachments)
  if #attachments > 1 then
    return invalid("attachments", "IPPanel takes one file at a time; put the others into a zip.")
  end
  local file = attachments[1]
  if not file then return nil end
  local ending = (file.name:match("%.(%w+)$") or ""):lower()
  if not FILE_TYPES[ending] then
    return invalid("attachments", ("IPPanel takes zip, jpg and png, not %q."):format(file.name))
  end
  if #file.data > 10 * MEGABYTE then
    return invalid("attachments", ("%q is larger than IPPanel's 10 MB."):format(file.name))
  end
  return file
end

local function answered(response, name)
  local data = type(response.json) == "table" and response.json.data
  local id = type(data) == "table" and data[name]
  return { id = id ~= usher.null and id or nil }
end

return usher.provider {
  name = "ippanel",
  version = "1.0.0",
  summary = "IPPanel Edge tickets, for resellers",

  settings = {
    base_url = usher.setting.url {
      description = "Where the API is",
      default = "https://edge.ippanel.com/v1",
    },
    token = usher.setting.secret { description = "API key of the panel, or a token of its login" },
    zone = usher.setting.zone {
      description = "Zone of the times that the panel tells without one",
      default = "UTC",
    },
    per_page = usher.setting.integer {
      description = "Tickets a page",
      default = 100,
      min = 1,
      max = 1000,
    },
    status_map = usher.setting.map {
      description = "What the states' numbers mean, where it is not what the plugin takes them for",
      optional = true,
      example = '{ "1": pending, "5": open }',
      values = { "new", "open", "pending", "on_hold", "solved", "closed", "unknown" },
    },
    category_id = usher.setting.integer {
      description = "Category of new tickets; none can be created without it",
      optional = true,
      min = 1,
    },
    sms_notification = usher.setting.boolean {
      description = "Whether the panel tells of new tickets by SMS",
      default = false,
    },
  },

  auth = usher.auth.header { name = "Authorization", value = "{token}" },
  headers = { accept = "application/json" },
  errors = {
    message = "meta.message",
    code = "meta.message_code",
    fields = "meta.errors",
    failed = { path = "meta.status", equals = false },
    codes = { ["404-1"] = "not_found" },
  },

  -- By the state's number; its name differs between the vendor's table and its answers.
  statuses = function(settings)
    local statuses = {
      ["1"] = "open", ["2"] = "open", ["3"] = "pending", ["4"] = "closed", ["5"] = "on_hold",
    }
    for number, status in pairs(settings.status_map or {}) do statuses[number] = status end
    return statuses
  end,
  priorities = { acute = "urgent" },
  body_format = "text",
  attachments = true,

  capabilities = function(settings) return { create = settings.category_id ~= nil } end,

  -- A filter that is not asked for must not be there at all: one state goes along, several do not.
  list = function(api, query, cursor)
    local asked = query.status_raw or {}
    local state = #asked == 1 and asked[1]:match("^%d+$")
    return usher.pages.numbered(api, "/api/ticket", {
      cursor = cursor,
      query = state and { state_id = state } or nil,
      applied = state and { "status" } or nil,
      page = "page",
      size = "per_page",
      per_page = api.settings.per_page,
      items = "data",
      total = "meta.total",
      current = "meta.current_page",
      last = "meta.last_page",
      each = function(row) return rows.ticket(row, api.settings.zone) end,
    })
  end,

  get = function(api, id)
    local row, err = show(api, id)
    if not row then return nil, err end
    return rows.ticket(row, api.settings.zone)
  end,

  messages = function(api, ticket)
    local row, err = show(api, ticket.id)
    if not row then return nil, err end
    return rows.messages(row, api.settings.zone) or {}
  end,

  reply = function(api, ticket, reply)
    local file, err = checked_file(reply.attachments or {})
    if err then return nil, err end
    local fields = { { "ticket_id", ticket.id }, { "description", reply.text } }
    local response
    response, err = api:post("/api/ticket/interaction", form(fields, file))
    if not response then return nil, err end
    return answered(response, "interaction_id")
  end,

  create = function(api, new)
    if new.requester then
      return invalid("requester", "IPPanel opens tickets for the token's own user alone.")
    end
    if new.priority then return invalid("priority", "A new IPPanel ticket has no priority.") end
    if new.due_at then return invalid("due_at", "An IPPanel ticket has no due date.") end
    if #(new.tags or {}) > 0 then return invalid("tags", "An IPPanel ticket has no tags.") end
    local field = next(new.fields or {})
    if field then return invalid(field, "An IPPanel ticket has no fields of one's own.") end

    local file, err = checked_file(new.attachments or {})
    if err then return nil, err end

    local response
    response, err = api:post("/api/ticket", form({
      { "subject", new.subject },
      { "category_id", api.settings.category_id },
      { "description", new.text },
      { "sms_notification", api.settings.sms_notification and 1 or 0 },
    }, file))
    if not response then return nil, err end
    return answered(response, "ticket_id")
  end,

  verify = {
    reply = function(api, ticket, effect)
      local row, err = show(api, ticket.id)
      if not row then return nil, err end
      return rows.has_landed(rows.messages(row, api.settings.zone), effect)
    end,
  },
}
