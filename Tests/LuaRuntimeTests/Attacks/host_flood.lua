-- Tries: to call the host for ever.
-- Must: end
local host = ...

while true do
  host.echo()
end
