-- Tries: to hand the host more than it may.
-- Must: end
local host = ...

local text = ("x"):rep(1 << 20)
while true do
  host.echo(text)
end
