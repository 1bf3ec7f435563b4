-- KlinkCX's status words. Its pages show them by example only, so an operator may add to them.
local words = {}

local KNOWN = {
  open = "open",
  ["in progress"] = "open",
  in_progress = "open",
  pending = "pending",
  resolved = "solved",
}

-- Which of several words is the one to write.
local PREFERRED = { open = "open", pending = "pending", solved = "resolved" }

function words.statuses(settings)
  local statuses = {}
  for raw, status in pairs(KNOWN) do statuses[raw] = status end
  for raw, status in pairs(settings.status_map or {}) do statuses[raw] = status end
  return statuses
end

---What each status is written as: the preferred word while it still means that, else the operator's
---first one in alphabetical order.
function words.status_targets(settings)
  local statuses, targets = words.statuses(settings), {}
  for status, raw in pairs(PREFERRED) do
    if statuses[raw] == status then targets[status] = raw end
  end
  local added = {}
  for raw in pairs(settings.status_map or {}) do added[#added + 1] = raw end
  table.sort(added)
  for _, raw in ipairs(added) do
    local status = statuses[raw]
    if status ~= "unknown" and not targets[status] then targets[status] = raw end
  end
  return targets
end

return words
