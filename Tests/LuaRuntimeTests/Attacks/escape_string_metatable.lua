-- Tries: to change what all texts share.
-- Must: ok

assert(getmetatable("") == false)
assert(not pcall(setmetatable, "", {}))
string.upper = function() return "mine" end
assert(("x"):upper() == "mine")
