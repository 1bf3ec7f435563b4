-- Tries: a format of thousands of values.
-- Must: ok

local values = {}
for i = 1, 5000 do
  values[i] = i
end
assert(#("%5d"):rep(5000):format(table.unpack(values)) == 25000)
