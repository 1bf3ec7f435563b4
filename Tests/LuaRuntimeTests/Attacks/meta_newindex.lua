-- Tries: a metamethod __newindex that never ends, caught.
-- Must: end

local function loop()
  while true do
    pcall(function() while true do end end)
  end
end
setmetatable({}, { __newindex = loop }).x = 1
