local usher = require "usher"
local rows = require "rows"

local STATUS_WORDS = { active = true, closed = true, archived = true, draft = true }

-- Every address of the API ends with a slash.
local function address(id)
  return "/tickets/" .. usher.text.escape_path(id) .. "/"
end

local function invalid(field, message)
  local fields = { [field] = { message } }
  return nil, usher.error { kind = "invalid", message = message, fields = fields }
end

local function page(api, path, query, cursor)
  return usher.pages.next_url(api, path, {
    cursor = cursor,
    query = query,
    items = "results",
    total = "count",
    next = "next",
    end_on_not_found = true,
    each = rows.ticket,
  })
end

-- The vendor's page can be read as `?status=active` and as `?active`. The provider narrows the list
-- down as the setting says, and the host filters all the same.
local function list(api, query, cursor)
  local asked, filter = query.status_raw or {}, api.settings.status_filter
  local word = #asked == 1 and STATUS_WORDS[asked[1]] and asked[1]
  if word and filter == "flag" then return page(api, "/tickets/?" .. word, nil, cursor) end
  return page(api, "/tickets/", word and filter == "status" and { status = word } or nil, cursor)
end

local function has_get(settings)
  return (settings.get_path or "") ~= ""
end

local function read(api, id)
  local path = api.settings.get_path:gsub("{id}", function() return usher.text.escape_path(id) end)
  local response, err = api:get(path, { setting = "get_path" })
  if not response then return nil, err end
  local row = response.json
  if type(row) ~= "table" or row.id == nil then
    return nil, usher.error {
      kind = "protocol",
      message = ("The answer for ticket %q is no ticket; check the setting get_path."):format(id),
    }
  end
  return rows.ticket(row)
end

-- An update must name what it does not change. Where no path reads one ticket, the list is read
-- until the ticket comes by.
local function find(api, id)
  if has_get(api.settings) then return read(api, id) end
  local cursor
  repeat
    local answer, err = list(api, {}, cursor)
    if not answer then return nil, err end
    for _, row in ipairs(answer.tickets) do
      if tostring(row.id) == id then return row end
    end
    cursor = answer.next
  until not cursor
  local message = ("No ticket %q is in the list; it may have been deleted."):format(id)
  return nil, usher.error { kind = "not_found", message = message }
end

local function update(api, ticket, changes)
  local row, err = find(api, tostring(ticket.id))
  if not row then return nil, err end
  local response
  response, err = api:put(address(ticket.id), { json = rows.update(row, changes) })
  if not response then return nil, err end
  return rows.written(response.json)
end

-- Agents, contacts and priorities are told by the integers of their ids.
local function integer(field, value, what)
  if value:find("^%d+$") then return math.tointeger(tonumber(value)) end
  return invalid(field, ("User.com names %s by its number, and %q is none."):format(what, value))
end

local function create(api, new)
  local settings = api.settings
  if new.tags and #new.tags > 0 then return invalid("tags", "A User.com ticket has no tags.") end
  local body = {
    name = new.subject,
    description = new.text,
    status = "active",
    due_date = usher.format_time(new.due_at or api:now() + settings.due_after),
    custom_id = new.key,
  }
  local err
  if new.requester then
    body[settings.requester_field], err = integer("requester", new.requester, "a contact")
    if err then return nil, err end
  end
  if new.priority then
    body.priority, err = integer("priority", new.priority, "a priority")
    if err then return nil, err end
  end
  -- User.com makes a new attribute of any name that it does not know.
  local allowed = {}
  for _, name in ipairs(settings.attributes) do allowed[name] = true end
  for name, value in pairs(new.fields or {}) do
    if not allowed[name] or body[name] ~= nil then
      return invalid(name, ("%q is no attribute named in the setting attributes."):format(name))
    end
    body[name] = value
  end

  local response
  response, err = api:post("/tickets/", { json = body })
  if not response then return nil, err end
  local written = rows.written(response.json)
  if written.id then return written end
  -- An answer without the ticket proves nothing: reading back does.
  return nil, usher.error {
    kind = "unknown_outcome",
    message = "User.com's answer does not show the ticket that it was to create.",
  }
end

-- `custom_id` is the sure sign, but the list does not tell it.
local function has_landed(api, _, effect)
  local is_unclear, cursor = false, nil
  repeat
    local answer, err = list(api, {}, cursor)
    if not answer then return nil, err end
    for _, row in ipairs(answer.tickets) do
      local likeness = rows.likeness(row, effect)
      if likeness ~= "other" and has_get(api.settings) and not row.raw.custom_id then
        row, err = read(api, row.id)
        if not row then return nil, err end
        likeness = rows.likeness(row, effect)
      end
      if likeness == "same" then return true end
      is_unclear = is_unclear or likeness == "similar"
    end
    cursor = answer.next
  until not cursor
  if is_unclear then return nil end
  return false
end

return usher.provider {
  name = "usercom",
  version = "1.0.0",
  summary = "User.com tickets, public API version 2",

  settings = require "settings",
  auth = usher.auth.header { name = "Authorization", value = "Token {token}" },
  headers = { accept = "*/*; version=2" },
  errors = { message = "detail", fields = "" },

  statuses = { draft = "new", active = "open", closed = "closed", archived = "closed" },
  status_targets = { new = "draft", open = "active", closed = "closed" },
  priorities = {
    Low = "low", Medium = "normal", Normal = "normal", High = "high", Urgent = "urgent",
  },
  priority_targets = function(settings) return settings.priority_ids or {} end,
  body_format = "text",

  capabilities = function(settings)
    return { get = has_get(settings), set_priority = settings.priority_ids ~= nil }
  end,

  list = list,
  get = read,
  create = create,

  set_status = function(api, ticket, raw)
    if not STATUS_WORDS[raw] then
      return invalid("status", ("%q is none of draft, active, closed, archived."):format(raw))
    end
    return update(api, ticket, { status = raw })
  end,

  set_priority = function(api, ticket, raw)
    local id, err = integer("priority", raw, "a priority")
    if not id then return nil, err end
    return update(api, ticket, { priority = id })
  end,

  assign = function(api, ticket, assignee)
    local id, err = integer("assignee", assignee, "an agent")
    if not id then return nil, err end
    return update(api, ticket, { assigned_to = id })
  end,

  verify = { create = has_landed },

  webhook = {
    -- An automation's API call has no signature, only the headers that its author gives it.
    verify = usher.webhook.equals { header = "{webhook_header}", secret = "{webhook_secret}" },
    parse = function(request) return { tickets = rows.hinted_tickets(request.json) } end,
  },
}
