-- Tries: to recurse until the stack ends.
-- Must: ok

local function nest()
  return 1 + nest()
end
assert(not pcall(nest))
