-- Redmine's words are what its administrator made of them; these are the ones it is set up with.
local words = {}

local STATUSES = {
  New = "new",
  ["In Progress"] = "open",
  Feedback = "pending",
  Resolved = "solved",
  Closed = "closed",
  Rejected = "closed",
}

local PRIORITIES = {
  Low = "low",
  Normal = "normal",
  High = "high",
  Urgent = "urgent",
  Immediate = "urgent",
}

-- Which of several words is the one to write.
local PREFERRED = { closed = "Closed", urgent = "Urgent" }

local function merged(known, added)
  local map = {}
  for raw, word in pairs(known) do map[raw] = word end
  for raw, word in pairs(added or {}) do map[raw] = word end
  return map
end

-- The operator's own words go first, then the preferred one, then the first by the alphabet.
local function targets(map, added)
  local raws, found = {}, {}
  for raw in pairs(map) do raws[#raws + 1] = raw end
  local function rank(raw)
    if added and added[raw] then return 0 end
    return PREFERRED[map[raw]] == raw and 1 or 2
  end
  table.sort(raws, function(one, other)
    if rank(one) ~= rank(other) then return rank(one) < rank(other) end
    return one < other
  end)
  for _, raw in ipairs(raws) do
    if map[raw] ~= "unknown" and not found[map[raw]] then found[map[raw]] = raw end
  end
  return found
end

function words.statuses(settings) return merged(STATUSES, settings.status_map) end

function words.priorities(settings) return merged(PRIORITIES, settings.priority_map) end

function words.status_targets(settings)
  return targets(words.statuses(settings), settings.status_map)
end

function words.priority_targets(settings)
  return targets(words.priorities(settings), settings.priority_map)
end

return words
