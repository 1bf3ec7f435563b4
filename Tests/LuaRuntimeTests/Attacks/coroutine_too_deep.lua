-- Tries: coroutines in coroutines until the C stack ends.
-- Must: error: C stack overflow

local function nest()
  return coroutine.wrap(nest)()
end
local ok, message = pcall(nest)
assert(not ok)
error(message:match("C stack overflow"), 0)
