-- Tries: to change a table while it is gone through.
-- Must: ok

local t = {}
for i = 1, 1000 do
  t[i] = i
end
pcall(function()
  for k in pairs(t) do
    t[k] = nil
    t[k + 1000000] = 1
  end
end)
