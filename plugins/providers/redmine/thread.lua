-- The messages of an issue: its description, then those entries of its journal that say something.
local usher = require "usher"

local thread = {}

-- How far Redmine's clock may be from ours.
local CLOCK_TOLERANCE = 300

-- What is left of a text whatever Redmine does to its white space.
local function essence(text)
  return (text:gsub("%s+", ""))
end

local function same(one, other)
  return type(one) == "string" and essence(one) == essence(other)
end

thread.same = same

local function attachment(file)
  return {
    id = file.id, name = file.filename, size = file.filesize,
    mime = file.content_type, url = file.content_url,
  }
end

-- An entry names the files that came with it by their numbers, as texts.
local function files_of(entry, files)
  local found = {}
  for _, detail in ipairs(entry.details or {}) do
    local file = detail.property == "attachment" and files[tostring(detail.name)]
    if file then
      found[#found + 1] = attachment(file)
      files[tostring(detail.name)] = nil
    end
  end
  return found
end

-- The one who opened the issue is its requester, but what was written with our own key is an
-- agent's even where our key has opened it.
local function kind(user, issue, me)
  if not user or user == usher.null then return "unknown" end
  local is_requester = issue.author and user.id == issue.author.id and user.id ~= me.id
  return is_requester and "requester" or "agent"
end

local function entry_row(entry, issue, files, me)
  local attachments = files_of(entry, files)
  local notes = type(entry.notes) == "string" and entry.notes or ""
  if notes == "" and #attachments == 0 then return nil end
  local user = entry.user or {}
  return {
    id = entry.id,
    author = { kind = kind(entry.user, issue, me), id = user.id, name = user.name },
    visibility = entry.private_notes == true and "internal" or "public",
    body = notes,
    created_at = entry.created_on,
    attachments = attachments,
  }
end

---The messages, oldest first; nil where the answer carries no journal. `me` is whose key it is.
function thread.rows(issue, me)
  if type(issue.journals) ~= "table" then return nil end
  local files = {}
  for _, file in ipairs(issue.attachments or {}) do files[tostring(file.id)] = file end
  local messages = {}
  for _, entry in ipairs(issue.journals) do
    messages[#messages + 1] = entry_row(entry, issue, files, me)
  end
  local author = issue.author or {}
  local first = {
    id = "description",
    author = { kind = "requester", id = author.id, name = author.name },
    visibility = "public",
    body = type(issue.description) == "string" and issue.description or "",
    created_at = issue.created_on,
    attachments = {},
  }
  for _, file in ipairs(issue.attachments or {}) do
    local is_left = files[tostring(file.id)] ~= nil
    if is_left then first.attachments[#first.attachments + 1] = attachment(file) end
  end
  table.insert(messages, 1, first)
  return messages
end

---The entry that a write has added: a new one of ours that says something, best with our text.
function thread.added(before, after, me, text)
  local known, best = {}, nil
  for _, entry in ipairs(before.journals or {}) do known[entry.id] = true end
  for _, entry in ipairs(after.journals or {}) do
    local is_ours = not known[entry.id] and entry.user and entry.user.id == me.id
    if is_ours and entry.notes and entry.notes ~= "" then
      if same(entry.notes, text) or not best then best = entry end
    end
  end
  return best
end

-- Whether something of a time is from after a write began; a little earlier is, too.
function thread.is_since(time, sent_at)
  local at = type(time) == "string" and usher.parse_time(time)
  return not at or at >= sent_at - CLOCK_TOLERANCE
end

---Whether a message of unknown outcome has landed. The same text from before leaves it open: it may
---be that message under a clock that is wrong.
function thread.has_landed(issue, me, effect)
  local is_unclear = false
  for _, entry in ipairs(issue.journals or {}) do
    local is_ours = entry.user and entry.user.id == me.id
    if is_ours and same(entry.notes, effect.text) then
      if thread.is_since(entry.created_on, effect.sent_at) then return true end
      is_unclear = true
    end
  end
  if is_unclear then return nil end
  return false
end

return thread
