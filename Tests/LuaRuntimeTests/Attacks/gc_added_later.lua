-- Tries: to add a finalizer to a metatable in use.
-- Must: ok

local meta = {}
setmetatable({}, meta)
meta.__gc = function()
  while true do end
end
local t = {}
for i = 1, 10000 do
  t = { t, i }
  if i % 100 == 0 then t = {} end
end
