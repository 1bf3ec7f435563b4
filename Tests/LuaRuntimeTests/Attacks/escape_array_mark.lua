-- Tries: to reach others by the mark of a list.
-- Must: ok
local host = ...

local list = host.array {}
local mark = getmetatable(list)
mark.__index = function() return 1 end
assert(host.encode(host.array {}) == "[]")
