-- Tries: a small value with a text without end.
-- Must: end
local host = ...

local t = {}
for _ = 1, 150 do
  t = { t, t }
end
while true do
  pcall(host.encode, t)
end
