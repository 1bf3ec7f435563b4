-- Tries: a comparator that contradicts itself.
-- Must: ok

local t = {}
for i = 1, 2000 do
  t[i] = i
end
table.sort(t, function() return true end)
table.sort(t, function() return math.random() < 0.5 end)
local sum = 0
for _, v in ipairs(t) do
  sum = sum + v
end
assert(sum == 2001000)
