-- Tries: to wait, and wait again.
-- Must: deadline
local host = ...

while true do
  pcall(host.forever)
end
