-- Tries: endless loops in functions that run side by side.
-- Must: end
local host = ...

local function loop()
  while true do end
end
return host.together { loop, loop, loop }
