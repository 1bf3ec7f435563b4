-- Tries: more documents than it may hold, of each of which it keeps the smallest part.
-- Must: memory
local host = ...

local text, parts = "[[]," .. ("1,"):rep(10000) .. "1]", {}
while true do
  parts[#parts + 1] = host.lazy(text)[1]
end
