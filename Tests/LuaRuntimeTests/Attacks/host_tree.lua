-- Tries: a small table whose copy has no end.
-- Must: error: what is handed to the host holds more than
local host = ...

local t = {}
for _ = 1, 60 do
  t = { t, t }
end
host.echo(t)
