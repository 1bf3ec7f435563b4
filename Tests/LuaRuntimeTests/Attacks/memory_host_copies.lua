-- Tries: waits that each hold a large text.
-- Must: error: not enough memory
local host = ...

local text = ("x"):rep(1 << 20)
local list = {}
for i = 1, 200 do
  list[i] = function() return host.wait(text .. i) end
end
host.together(list)
