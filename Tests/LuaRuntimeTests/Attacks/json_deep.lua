-- Tries: JSON nested without end.
-- Must: ok
local host = ...

assert(not pcall(host.decode, ("["):rep(100000) .. ("]"):rep(100000)) or true)
assert(host.decode(("["):rep(5000)) == nil)
