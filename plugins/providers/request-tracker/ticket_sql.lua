-- Filters in TicketSQL, Request Tracker's language for searches.
--
-- A condition lets through at least what ours lets through, and may let through more: the host
-- evaluates whatever `list` does not say it applied. What cannot be said safely is not said.
local usher = require "usher"
local words = require "words"

local ticket_sql = {}

local HOUR <const> = 3600

---A value between quotes, out of which nothing leads.
function ticket_sql.quoted(text)
  return "'" .. text:gsub("[\\']", "\\%0") .. "'"
end

-- RT takes some values for more than they say, quotes or not: "CF.{Tags}" for the column of a
-- custom field, "__CurrentUser__" for whoever asks.
local function is_literal(text)
  return not text:find "^[Cc][Ff]%." and not text:find "^__"
end

---"field = value", or nil where RT would not take the value as it is.
function ticket_sql.equals(field, text)
  if not is_literal(text) then return nil end
  return field .. " = " .. ticket_sql.quoted(text)
end

-- A wildcard stands for what databases read differently, and before what RT would not take so.
local function like(field, text)
  local pattern = text:gsub("\\", "_")
  if not is_literal(text) then pattern = "%" .. pattern end
  return field .. " LIKE " .. ticket_sql.quoted(pattern)
end

local function any(conditions)
  if #conditions == 0 then return "id = 0" end
  return "(" .. table.concat(conditions, " OR ") .. ")"
end

-- One of the values; nil where one of them cannot be said.
local function one_of(field, values)
  local conditions = {}
  for _, value in ipairs(values) do
    local condition = ticket_sql.equals(field, value)
    if not condition then return nil end
    conditions[#conditions + 1] = condition
  end
  return any(conditions)
end

-- By name, address or real name.
local function person(field, text)
  if not is_literal(text) then return nil end
  local conditions = {}
  for _, column in ipairs { "Name", "EmailAddress", "RealName" } do
    conditions[#conditions + 1] = ticket_sql.equals(field .. "." .. column, text)
  end
  return any(conditions)
end

-- RT reads times in its user's zone and takes no other. Where that is not known the bound is moved
-- out by the farthest offsets there are; where it is, by the hour that a clock change repeats.
local function moved(time, settings, hours)
  local zone = settings.timezone
  if not zone then return time + hours * HOUR, "UTC" end
  if zone:upper() == "UTC" then return time, zone end
  return time + (hours < 0 and -HOUR or HOUR), zone
end

local function written(time, zone)
  return ticket_sql.quoted((usher.format_time(time, zone):sub(1, 19):gsub("T", " ")))
end

local function after(field, time, settings)
  return field .. " >= " .. written(moved(time, settings, -12))
end

local function before(field, time, settings)
  return field .. " < " .. written(moved(math.ceil(time), settings, 14))
end

local function priority(wanted, settings)
  local conditions = {}
  for _, word in ipairs(wanted) do
    local raw = word:match "^raw:(.*)$"
    if raw then
      local number = math.tointeger(tonumber(raw))
      if number then conditions[#conditions + 1] = ("Priority = %d"):format(number) end
    else
      for _, range in ipairs(words.priority_ranges(settings, word)) do
        local bounds = {}
        if range.from then bounds[#bounds + 1] = ("Priority >= %d"):format(range.from) end
        if range.below then bounds[#bounds + 1] = ("Priority < %d"):format(range.below) end
        if #bounds == 0 then bounds[1] = "id > 0" end
        conditions[#conditions + 1] = "(" .. table.concat(bounds, " AND ") .. ")"
      end
    end
  end
  return any(conditions)
end

-- The condition for each key of a filter; nil leaves it to the host.
local CONDITIONS = {
  status_raw = function(raws) return one_of("Status", raws) end,
  priority = priority,
  assignee = function(name)
    if name == "none" then return "Owner = 'Nobody'" end
    return person("Owner", name)
  end,
  requester = function(name)
    if name == "none" then return nil end
    return person("Requestor", name)
  end,
  text = function(text) return any { like("Subject", text), like("Content", text) } end,
  created_after = function(time, settings) return after("Created", time, settings) end,
  created_before = function(time, settings) return before("Created", time, settings) end,
  updated_after = function(time, settings) return after("LastUpdated", time, settings) end,
  updated_before = function(time, settings) return before("LastUpdated", time, settings) end,
  since = function(time, settings) return after("LastUpdated", time, settings) end,
  older_than = function(span, settings, now) return before("Created", now - span, settings) end,
  tag = function(tags, settings)
    if not settings.tags_field then return "id = 0" end
    local field = ticket_sql.quoted(("CF.{%s}"):format(settings.tags_field))
    local conditions = {}
    for _, tag in ipairs(tags) do
      conditions[#conditions + 1] = ticket_sql.equals(field, tag)
    end
    return #conditions > 0 and table.concat(conditions, " AND ") or nil
  end,
}

-- What RT evaluates better than the host can: a list tells neither the texts nor all requestors.
local APPLIED = { text = true, requester = true }

---The search for a filter, and the keys that it evaluates in full.
function ticket_sql.search(query, settings, now)
  local conditions, applied = { "id > 0" }, {}
  local queues = settings.queues and one_of("Queue", settings.queues)
  if queues then conditions[#conditions + 1] = queues end
  local keys = {}
  for key in pairs(CONDITIONS) do keys[#keys + 1] = key end
  table.sort(keys)
  for _, key in ipairs(keys) do
    local wanted = query[key]
    local condition = wanted ~= nil and wanted ~= usher.null
      and CONDITIONS[key](wanted, settings, now)
    if condition then
      conditions[#conditions + 1] = condition
      if APPLIED[key] then applied[#applied + 1] = key end
    end
  end
  return table.concat(conditions, " AND "), applied
end

---The search for tickets with exactly this subject that were created since.
function ticket_sql.created(subject, since, settings)
  local is_named = ticket_sql.equals("Subject", subject) or like("Subject", subject)
  return is_named .. " AND " .. after("Created", since, settings)
end

return ticket_sql
