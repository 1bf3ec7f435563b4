-- Tries: to resume the coroutine in which the host waits.
-- Must: error: cannot resume non-suspended coroutine

local main = coroutine.running()
local _, message = coroutine.wrap(function()
  return coroutine.resume(main)
end)()
error(message, 0)
