-- Tries: to recurse by way of C.
-- Must: ok

local t
t = setmetatable({}, { __index = function(_, k) return t[k .. "x"] end })
assert(not pcall(function() return t.x end))
