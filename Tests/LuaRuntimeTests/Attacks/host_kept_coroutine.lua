-- Tries: to keep the coroutine of one side for later.
-- Must: ok
local host = ...

local kept
host.together { function()
  kept = coroutine.running()
  host.wait()
end }
assert(coroutine.status(kept) == "dead" and not coroutine.resume(kept))
