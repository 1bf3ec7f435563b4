-- Tries: to reach into the host by its null value.
-- Must: ok
local host = ...

local null = host.decode("null")
assert(type(null) == "userdata" and getmetatable(null) == nil)
assert(not pcall(function() return null.x end))
