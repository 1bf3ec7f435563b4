-- Tries: thousands of variables that loop when they are closed.
-- Must: end

local function nest(depth)
  local c <close> = setmetatable({}, { __close = function() while true do end end })
  if depth > 0 then nest(depth - 1) end
end
while true do
  pcall(nest, 150)
end
