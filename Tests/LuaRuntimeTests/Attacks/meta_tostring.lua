-- Tries: a metamethod __tostring that never ends, caught.
-- Must: end

local function loop()
  while true do
    pcall(function() while true do end end)
  end
end
return tostring(setmetatable({}, { __tostring = loop }))
