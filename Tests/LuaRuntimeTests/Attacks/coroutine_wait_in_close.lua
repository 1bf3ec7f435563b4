-- Tries: to wait while a coroutine is closed.
-- Must: error: cannot wait here
local host = ...

local co = coroutine.create(function()
  local c <close> = setmetatable({}, { __close = host.wait })
  coroutine.yield()
end)
coroutine.resume(co)
error(select(2, coroutine.close(co)):match("cannot wait here"), 0)
