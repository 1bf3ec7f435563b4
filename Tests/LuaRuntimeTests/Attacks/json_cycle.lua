-- Tries: a value that holds itself.
-- Must: error: the value is nested deeper than
local host = ...

local t = {}
t.t = t
host.encode(t)
