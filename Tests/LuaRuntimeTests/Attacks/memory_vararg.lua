-- Tries: more and more arguments.
-- Must: end

local function nest(...)
  return nest(1, ...)
end
while true do
  pcall(nest)
end
