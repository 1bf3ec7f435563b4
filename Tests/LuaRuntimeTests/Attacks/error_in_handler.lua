-- Tries: handlers that fail, again and again.
-- Must: ok

local function fail()
  error("again")
end
for _ = 1, 1000 do
  assert(not xpcall(fail, function() xpcall(fail, fail) fail() end))
end
