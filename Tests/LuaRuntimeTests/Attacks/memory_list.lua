-- Tries: a list without end.
-- Must: memory

local t = {}
while true do
  t[#t + 1] = t
end
