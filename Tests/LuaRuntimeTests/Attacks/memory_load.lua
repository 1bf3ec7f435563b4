-- Tries: a chunk made of constants.
-- Must: memory

local parts = {}
for i = 1, 60000 do
  parts[i] = "t[" .. i .. "]='" .. i .. "'"
end
local source = "local t = {} " .. table.concat(parts, " ")
local t = {}
while true do
  t[#t + 1] = assert(load(source))
end
