-- Tries: more functions side by side than memory holds.
-- Must: end
local host = ...

local list = {}
while true do
  list[#list + 1] = function() host.wait() end
  pcall(host.together, list)
end
