-- Tries: a table whose end Lua looks for by doubling.
-- Must: error: table.insert: a range of more than

local t = {}
for bit = 62, 0, -1 do
  t[1 << bit] = 1
end
table.insert(t, 1, "x")
