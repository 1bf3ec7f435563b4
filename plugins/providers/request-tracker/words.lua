-- Request Tracker's words and numbers, and ours.
local words = {}

local STATUSES = {
  new = "new",
  open = "open",
  stalled = "pending",
  resolved = "solved",
  rejected = "closed",
  deleted = "closed",
}

-- A rejected ticket is not merely closed, and a deleted one is gone: neither is what "closed" sets.
local TARGETS = { new = "new", open = "open", pending = "stalled", solved = "resolved" }

-- Priorities are whole numbers without an end; up to here each has its word.
local HIGHEST = 1000

function words.statuses(settings)
  local statuses = {}
  for raw, status in pairs(STATUSES) do statuses[raw] = status end
  for raw, status in pairs(settings.statuses or {}) do statuses[raw] = status end
  return statuses
end

---Whether a ticket in that status is at its end; a word that nobody knows may say so.
function words.is_end(settings, raw)
  local status = (settings.statuses or {})[raw] or STATUSES[raw] or "unknown"
  return status == "solved" or status == "closed" or status == "unknown"
end

---What each status is written as: the operator's word for it, the first by the alphabet, else RT's.
function words.status_targets(settings)
  local statuses, targets, added = words.statuses(settings), {}, {}
  for status, raw in pairs(TARGETS) do
    if statuses[raw] == status then targets[status] = raw end
  end
  for raw in pairs(settings.statuses or {}) do added[#added + 1] = raw end
  table.sort(added, function(one, other) return one > other end)
  for _, raw in ipairs(added) do
    if statuses[raw] ~= "unknown" then targets[statuses[raw]] = raw end
  end
  return targets
end

-- The lowest number of each word, ascending: { { from = 0, word = "low" }, … }.
local function steps(settings)
  local found = {}
  for number, word in pairs(settings.priorities) do
    local from = math.tointeger(tonumber(number))
    if from then found[#found + 1] = { from = from, word = word } end
  end
  table.sort(found, function(one, other) return one.from < other.from end)
  return found
end

---The word of every number; what is under the lowest step is as low as that.
function words.priorities(settings)
  local found, stairs, reached = {}, steps(settings), 1
  if #stairs == 0 then return found end
  for number = math.min(0, stairs[1].from), HIGHEST do
    while stairs[reached + 1] and stairs[reached + 1].from <= number do reached = reached + 1 end
    found[tostring(number)] = stairs[reached].word
  end
  return found
end

---The number that sets a word: its lowest.
function words.priority_targets(settings)
  local targets = {}
  for _, step in ipairs(steps(settings)) do
    if not targets[step.word] then targets[step.word] = tostring(step.from) end
  end
  return targets
end

---The ranges of numbers that a word stands for, as { from, below }; nil for an open end.
function words.priority_ranges(settings, word)
  local ranges, stairs = {}, steps(settings)
  for index, step in ipairs(stairs) do
    if step.word == word then
      local following = stairs[index + 1]
      ranges[#ranges + 1] = { from = index > 1 and step.from, below = following and following.from }
    end
  end
  return ranges
end

return words
