-- Tries: another environment than one's own.
-- Must: ok
local host = ...

local seen = load("return x", "c", "t", { x = 7 })()
assert(seen == 7 and load("return host")() == nil)
