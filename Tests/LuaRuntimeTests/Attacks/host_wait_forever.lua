-- Tries: to wait for ever.
-- Must: deadline
local host = ...

pcall(host.forever)
return 1
