-- Tickets as IPPanel tells them, in two shapes: a row of the list has objects and times with a zone
-- where the answer for one ticket has words and times without one.
local usher = require "usher"

local rows = {}

-- How far the panel's clock may be from ours, and how far its times may be off with a wrong zone.
local CLOCK_TOLERANCE = 300
local ZONE_TOLERANCE = 15 * 3600

local function is_object(value)
  return type(value) == "table"
end

local function first_given(...)
  for index = 1, select("#", ...) do
    local value = select(index, ...)
    if value ~= nil then return value end
  end
  return nil
end

-- What is no time in either form is not told.
local function time(value, zone)
  if type(value) ~= "string" then return value end
  return (usher.parse_time(value, zone))
end

local function word(value, key)
  local name = is_object(value) and value[key] or value
  return type(name) == "string" and name or nil
end

local function categories(row)
  local found = {}
  found[#found + 1] = word(row.category, "name")
  found[#found + 1] = word(row.sub_category, "title")
  return #found > 0 and found or nil
end

local function requester(row)
  local user = is_object(row.user) and row.user or {}
  local id, name = first_given(user.user_id, row.user_id), first_given(user.uname, row.username)
  return (id or name) and { id = id, name = name } or nil
end

local function status(row)
  local number = first_given(row.state_id, is_object(row.state) and row.state.id or nil)
  return math.type(number) == "integer" and tostring(number) or number
end

function rows.ticket(row, zone)
  return {
    id = first_given(row.ticket_id, row.id),
    subject = row.subject,
    body = first_given(row.desc, row.description),
    status = status(row),
    priority = row.importance,
    requester = requester(row),
    categories = categories(row),
    created_at = time(row.created_at, zone),
    updated_at = time(row.updated_at, zone),
    message_count = row.interaction_count,
    deleted = row.deleted_at ~= nil and row.deleted_at ~= usher.null,
    messages = rows.messages(row, zone),
    raw = row,
  }
end

-- An interaction is an agent's where it names an agent other than the one who opened the ticket.
local function author(interaction, row)
  local id = interaction.agent_id
  if id == nil or id == usher.null or id == 0 or id == row.user_id then
    return { kind = "requester", id = row.user_id, name = word(interaction.username) }
  end
  return { kind = "agent", id = id, name = word(interaction.agent_username) }
end

local function visibility(private)
  if private == 1 or private == true then return "internal" end
  if private == 0 or private == false then return "public" end
  return "unknown"
end

local function attachments(url)
  if type(url) ~= "string" or url == "" then return {} end
  return { { url = url, name = url:gsub("[?#].*$", ""):match("[^/]+$") } }
end

---The interactions, oldest first; nil where the answer carries none.
function rows.messages(row, zone)
  if not is_object(row.interactions) then return nil end
  local messages = {}
  for _, interaction in ipairs(row.interactions) do
    messages[#messages + 1] = {
      id = interaction.id,
      author = author(interaction, row),
      visibility = visibility(interaction.private),
      body = interaction.description,
      created_at = time(interaction.created_at, zone),
      attachments = attachments(interaction.attachment),
    }
  end
  local function at(message) return tonumber(message.created_at) or 0 end
  table.sort(messages, function(one, other)
    if at(one) ~= at(other) then return at(one) < at(other) end
    return (tonumber(one.id) or 0) < (tonumber(other.id) or 0)
  end)
  return messages
end

-- What is left of a text whatever the panel does to its white space.
local function essence(text)
  return (text:gsub("%s+", ""))
end

---Whether a reply of unknown outcome has landed. Only a ticket in which no agent has written since
---proves that it has not: the panel may have changed its text, and the zone may be set wrong.
function rows.has_landed(messages, effect)
  if not messages then return nil end
  local is_unclear = false
  for _, message in ipairs(messages) do
    local at = tonumber(message.created_at)
    local is_same = type(message.body) == "string" and essence(message.body) == essence(effect.text)
    if is_same and at and at >= effect.sent_at - CLOCK_TOLERANCE then return true end
    local is_since = not at or at >= effect.sent_at - ZONE_TOLERANCE
    if is_same or (is_since and message.author.kind ~= "requester") then is_unclear = true end
  end
  if is_unclear then return nil end
  return false
end

return rows
