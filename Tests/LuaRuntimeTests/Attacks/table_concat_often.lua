-- Tries: a made up list of nothing, as long as may be.
-- Must: end

local list = setmetatable({}, { __index = setmetatable({}, { __index = function() return "" end }) })
while true do
  pcall(table.concat, list, "", 1, 9999999)
end
