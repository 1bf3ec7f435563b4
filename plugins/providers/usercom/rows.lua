-- Tickets as User.com tells them: what is an object in the list is a number in a write's answer.
local usher = require "usher"

local rows = {}

-- How far User.com's clock may be from ours.
local CLOCK_TOLERANCE = 300

local function is_object(value)
  return type(value) == "table"
end

local function person(value)
  if is_object(value) then return { id = value.id, name = value.name, email = value.email } end
  if value == nil or value == usher.null then return value end
  return { id = value }
end

-- A priority's number alone does not tell its name, and is not told on.
local function priority_word(value)
  if is_object(value) then return value.name end
  return value == usher.null and value or nil
end

local function names(list)
  if not is_object(list) then return list end
  local found = {}
  for _, entry in ipairs(list) do found[#found + 1] = is_object(entry) and entry.name or entry end
  return found
end

function rows.ticket(row)
  return {
    id = row.id,
    subject = row.name,
    body = row.description,
    status = row.status,
    priority = priority_word(row.priority),
    requester = person(row.person),
    assignee = person(row.assigned_to),
    categories = names(row.segments),
    created_at = row.created_at,
    updated_at = row.updated_at,
    due_at = row.due_date,
    closed_at = row.closed_at,
    raw = row,
  }
end

---The body of an update: what the API wants of every one, and what changes. Nothing else is sent,
---as User.com makes an attribute of a name that it does not know.
function rows.update(row, changes)
  local function text(value) return type(value) == "string" and value or "" end
  local body = { id = row.id, name = text(row.subject), description = text(row.body) }
  for name, value in pairs(changes) do body[name] = value end
  return body
end

function rows.written(body)
  if not is_object(body) or body.id == nil then return {} end
  return { id = body.id, ticket = rows.ticket(body) }
end

---Whether a ticket is the one that was to be created: "same", "similar" or "other".
function rows.likeness(row, effect)
  local mark = row.raw.custom_id
  if type(mark) == "string" then return mark == effect.key and "same" or "other" end
  local time = type(row.created_at) == "string" and usher.parse_time(row.created_at)
  if time and time < effect.sent_at - CLOCK_TOLERANCE then return "other" end
  if row.subject ~= effect.new.subject then return "other" end
  return row.body == effect.text and "same" or "similar"
end

---The ticket that a webhook's body may name. Its shape is up to whoever set the automation up.
function rows.hinted_tickets(body)
  if not is_object(body) then return nil end
  local ticket = is_object(body.ticket) and body.ticket or {}
  local id = body.ticket_id or ticket.id
  if math.type(id) ~= "integer" and type(id) ~= "string" then return nil end
  return { tostring(id) }
end

return rows
