-- Tickets as KlinkCX tells them: every embedded object may be absent or null.
local usher = require "usher"

local rows = {}

-- How far KlinkCX's clock may be from ours.
local CLOCK_TOLERANCE = 300

local function is_object(value)
  return type(value) == "table"
end

-- The vendor's page has no sample of a time in a ticket: what is no time is not told.
local function time(value)
  if type(value) ~= "string" then return value end
  return (usher.parse_time(value))
end

local function names(list)
  if not is_object(list) then return list end
  local found = {}
  for _, entry in ipairs(list) do
    found[#found + 1] = is_object(entry) and entry.name or entry
  end
  return found
end

-- The embedded object where it is there, else the id alone; null where nobody is.
local function person(embedded, id)
  if is_object(embedded) then
    return { id = embedded.id, name = embedded.name, email = embedded.email }
  end
  if id == nil or id == usher.null then return id or embedded end
  return { id = id }
end

-- A custom field has one column for each type; the one that is not null holds the value.
local function field_value(field)
  for _, column in ipairs { "textValue", "booleanValue", "numberValue", "dateValue" } do
    local value = field[column]
    if value ~= nil and value ~= usher.null then return value end
  end
  return usher.null
end

local function fields(list)
  if not is_object(list) then return list end
  local found = {}
  for _, field in ipairs(list) do
    local attribute = is_object(field.attribute) and field.attribute or {}
    local name = attribute.systemName or field.attributeId
    if type(name) == "string" then found[name] = field_value(field) end
  end
  return found
end

function rows.ticket(row)
  return {
    id = row.id,
    number = row.ticketNumber,
    subject = row.title,
    body = row.description,
    status = row.status,
    priority = row.priority,
    channel = row.channel,
    requester = person(row.contact, row.contactId),
    assignee = person(row.assignee, row.assigneeId),
    tags = names(row.tags),
    categories = names(row.categories),
    fields = fields(row.customFields),
    created_at = time(row.createdAt),
    updated_at = time(row.updatedAt),
    deleted = row.deletedAt ~= nil and row.deletedAt ~= usher.null,
    raw = row,
  }
end

---Whether a listed ticket is the one that was to be created: "same", "similar" or nil.
function rows.likeness(row, effect, marker_field)
  local marked = marker_field and is_object(row.fields) and row.fields[marker_field]
  if marked == effect.key then return "same" end
  local created = tonumber(row.created_at)
  if created and created < effect.sent_at - CLOCK_TOLERANCE then return nil end
  if row.subject ~= effect.new.subject then return nil end
  return not marker_field and row.body == effect.text and "same" or "similar"
end

---The tickets that a webhook is about. Its envelope is `{ event, timestamp, data }`; the events
---that are known are about contacts and messages, and ask for a listing.
function rows.event_tickets(body)
  if not is_object(body) or not is_object(body.data) then return nil end
  local event, id = body.event, body.data.id
  if type(event) ~= "string" or type(id) ~= "string" then return nil end
  return event:find("^ticket") and { id } or nil
end

return rows
