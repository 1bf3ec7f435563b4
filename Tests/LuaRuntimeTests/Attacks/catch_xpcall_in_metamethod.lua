-- Tries: a handler that loops where Lua cannot yield.
-- Must: end

local t = setmetatable({}, { __index = function()
  while true do
    xpcall(error, function() while true do end end)
  end
end })
table.concat(t, "", 1, 1)
