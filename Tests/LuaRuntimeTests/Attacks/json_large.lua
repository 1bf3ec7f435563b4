-- Tries: a document that becomes more than it may hold.
-- Must: memory
local host = ...

return host.decode("[" .. ("1,"):rep(1 << 21) .. "1]")
