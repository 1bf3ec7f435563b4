-- Tries: to call the host for ever, whatever it says.
-- Must: end
local host = ...

while true do
  pcall(host.raise)
  pcall(pcall, host.echo)
end
