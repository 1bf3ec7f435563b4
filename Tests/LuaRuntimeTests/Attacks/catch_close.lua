-- Tries: to go on in a variable that is closed.
-- Must: end

local function closing()
  local c <close> = setmetatable({}, { __close = function() while true do end end })
  while true do end
end
while true do
  pcall(closing)
end
