-- Tries: a table that is its own __index.
-- Must: error: '__index' chain too long

local t = {}
t.__index = t
setmetatable(t, t)
return t.x
