-- The messages of a ticket as the portal tells them.
local usher = require "usher"

local thread = {}

-- How far the portal's clock may be from ours.
local CLOCK_TOLERANCE = 300

local function attachment_rows(attachments)
  local rows = {}
  for _, file in ipairs(type(attachments) == "table" and attachments or {}) do
    rows[#rows + 1] = { id = file.id, name = file.name, size = file.size, mime = file.mime }
  end
  return rows
end

local function author_kind(message)
  if message.isPostedByCustomer == true then return "requester" end
  if message.isPostedByCustomer == false then return "agent" end
  return "unknown"
end

local function time_of(row)
  return type(row.created_at) == "string" and usher.parse_time(row.created_at) or nil
end

-- The order of the messages is not documented: by time, then by id.
local function sort(rows)
  local times = {}
  for _, row in ipairs(rows) do times[row] = time_of(row) or 0 end
  table.sort(rows, function(one, other)
    if times[one] ~= times[other] then return times[one] < times[other] end
    return tostring(one.id) < tostring(other.id)
  end)
  return rows
end

---The messages as rows, oldest first; nil where the answer carries none.
function thread.rows(messages)
  if type(messages) ~= "table" then return nil end
  local rows = {}
  for _, message in ipairs(messages) do
    rows[#rows + 1] = {
      id = message.id,
      author = { kind = author_kind(message), name = message.postedBy },
      visibility = "public",
      body = message.message,
      format = "html",
      created_at = message.postedAt,
      attachments = attachment_rows(message.attachments),
    }
  end
  return sort(rows)
end

-- What is left of a text whatever the portal does to white space and markup.
local function essence(text)
  return (text:gsub("\u{a0}", ""):gsub("%s+", ""))
end

local function says(row, text)
  return type(row.body) == "string" and essence(usher.text.from_html(row.body)) == essence(text)
end

---The id of the message that a reply has added: a new one of an agent, best with the reply's text.
function thread.added(before, after, text)
  local known, best = {}, nil
  for _, message in ipairs(type(before) == "table" and before or {}) do known[message.id] = true end
  for _, row in ipairs(thread.rows(after) or {}) do
    if not known[row.id] and row.author.kind ~= "requester" then
      if says(row, text) or not best then best = row end
    end
  end
  return best and best.id
end

---Whether a reply of unknown outcome has landed. Only a thread in which no agent has written since
---proves that it has not: the portal may have changed its text.
function thread.has_landed(messages, effect)
  local rows = thread.rows(messages)
  if not rows then return nil end
  local is_unclear = false
  for _, row in ipairs(rows) do
    if row.author.kind ~= "requester" then
      local time = time_of(row)
      local is_since = not time or time >= effect.sent_at - CLOCK_TOLERANCE
      local is_same = says(row, effect.text)
      if is_same and is_since then return true end
      if is_same or is_since then is_unclear = true end
    end
  end
  if is_unclear then return nil end
  return false
end

---The ids of tickets anywhere in a webhook's body, whose shape is not documented; nil for none.
function thread.ticket_ids(value)
  local found, ids = {}, {}
  local function search(part)
    if type(part) == "string" and part:find("^tic_%w+$") and not found[part] then
      found[part] = true
      ids[#ids + 1] = part
    elseif type(part) == "table" then
      for _, member in pairs(part) do search(member) end
    end
  end
  search(value)
  table.sort(ids)
  return #ids > 0 and ids or nil
end

return thread
