local usher = require "usher"
local rows = require "rows"
local words = require "words"

local function address(template, id)
  return (template:gsub("{id}", function() return usher.text.escape_path(id) end))
end

local function invalid(field, message)
  local fields = { [field] = { message } }
  return nil, usher.error { kind = "invalid", message = message, fields = fields }
end

-- Answers are `{ success, data }` on one page and bare on others; what is no ticket is not told.
local function written(response)
  local body = response.json
  local row = type(body) == "table" and type(body.data) == "table" and body.data or body
  if type(row) ~= "table" or row.id == nil then return {} end
  return { id = row.id, ticket = rows.ticket(row) }
end

local function update(api, ticket, changes)
  local path = address(api.settings.update_path, ticket.id)
  local response, err = api:patch(path, { json = changes, setting = "update_path" })
  if not response then return nil, err end
  return written(response)
end

local function list(api, _, cursor)
  return usher.pages.numbered(api, "/api/v1/tickets", {
    cursor = cursor,
    page = api.settings.page_param,
    page_setting = "page_param",
    size = api.settings.page_size_param,
    per_page = api.settings.page_size,
    items = "data",
    total = "total",
    current = "page",
    last = "lastPage",
    each = rows.ticket,
  })
end

-- The keys of a new ticket are the vendor's own sample; nothing else is sent.
local function create(api, new)
  if new.requester and new.requester:find("@", 1, true) then
    return invalid("requester", "KlinkCX names a requester by the contact's id, not by address.")
  end
  if new.due_at then return invalid("due_at", "A KlinkCX ticket has no due date.") end
  for _, tag in ipairs(new.tags or {}) do
    if not tag:find("^%x+%-%x+%-%x+%-%x+%-%x+$") then
      return invalid("tags", ("KlinkCX takes the ids of tags, and %q is none."):format(tag))
    end
  end
  local fields = {}
  for name, value in pairs(new.fields or {}) do fields[name] = value end
  if api.settings.marker_field then fields[api.settings.marker_field] = new.key end

  local response, err = api:post("/api/v1/tickets", { json = {
    title = new.subject,
    description = new.text,
    status = "open",
    priority = new.priority,
    channel = api.settings.create_channel,
    contact_id = new.requester,
    tags = new.tags and #new.tags > 0 and new.tags or nil,
    customFields = next(fields) and fields or nil,
  } })
  if not response then return nil, err end
  return written(response)
end

-- The listing is all there is to find a ticket again: by the marker in its custom field, or by its
-- words. A ticket that only has the same title leaves the matter open.
local function has_landed(api, _, effect)
  local is_unclear, cursor = false, nil
  repeat
    local page, err = list(api, {}, cursor)
    if not page then return nil, err end
    for _, row in ipairs(page.tickets) do
      local likeness = rows.likeness(row, effect, api.settings.marker_field)
      if likeness == "same" then return true end
      is_unclear = is_unclear or likeness == "similar"
    end
    cursor = page.next
  until not cursor
  if is_unclear then return nil end
  return false
end

return usher.provider {
  name = "klinkcx",
  version = "1.0.0",
  summary = "KlinkCX tickets, API v1",

  settings = {
    base_url = usher.setting.url {
      description = "Where the API is",
      default = "https://apigw.klinkcx.com",
    },
    token = usher.setting.secret { description = "API token of the tenant (begins with kpt_)" },
    update_path = usher.setting.string {
      description = "Path that updates a ticket (PATCH); the vendor lists it without its path",
      default = "/api/v1/tickets/{id}",
    },
    status_path = usher.setting.string {
      description = "Path that sets a ticket's status (PUT); the vendor lists it without its path",
      default = "/api/v1/tickets/{id}/status",
    },
    page_param = usher.setting.string {
      description = "Query parameter with the number of the page",
      default = "page",
    },
    page_size_param = usher.setting.string {
      description = "Query parameter with the size of a page",
      default = "pageSize",
    },
    page_size = usher.setting.integer {
      description = "Tickets a page",
      default = 50,
      min = 1,
      max = 1000,
    },
    status_map = usher.setting.map {
      description = "KlinkCX's status words and what they mean, added to the known ones",
      optional = true,
      example = '{ "waiting for parts": on_hold }',
      values = { "new", "open", "pending", "on_hold", "solved", "closed", "unknown" },
    },
    create_channel = usher.setting.string {
      description = "Channel of the tickets that Usher creates",
      optional = true,
      example = "email",
    },
    marker_field = usher.setting.string {
      description = "System name of a text field for Usher's mark on tickets it creates",
      optional = true,
      example = "cf_usher",
    },
    webhook_secret = usher.setting.secret {
      description = "Signing secret of the webhook; several are parted by spaces",
      optional = true,
    },
    webhook_header = usher.setting.string {
      description = "Header with the signature of a webhook",
      default = "x-signature",
    },
    webhook_prefix = usher.setting.string {
      description = "What stands before the signature in that header",
      default = "",
    },
  },

  auth = usher.auth.header { name = "Authorization", value = "Bearer {token}" },
  headers = { accept = "application/json" },
  errors = {
    message = "message",
    fields = "errors",
    failed = { path = "success", equals = false },
  },

  statuses = words.statuses,
  status_targets = words.status_targets,
  priorities = { low = "low", medium = "normal", high = "high" },
  priority_targets = { low = "low", normal = "medium", high = "high" },
  body_format = "text",

  list = list,
  create = create,

  set_status = function(api, ticket, raw)
    local path = address(api.settings.status_path, ticket.id)
    local response, err = api:put(path, { json = { status = raw }, setting = "status_path" })
    if not response then return nil, err end
    return written(response)
  end,

  set_priority = function(api, ticket, raw)
    return update(api, ticket, { priority = raw })
  end,

  assign = function(api, ticket, assignee)
    return update(api, ticket, { assigneeId = assignee })
  end,

  verify = { create = has_landed },

  webhook = {
    verify = usher.webhook.hmac {
      header = "{webhook_header}",
      secret = "{webhook_secret}",
      algorithm = "sha256",
      encoding = "hex",
      prefix = "{webhook_prefix}",
    },
    parse = function(request) return { tickets = rows.event_tickets(request.json) } end,
  },
}
