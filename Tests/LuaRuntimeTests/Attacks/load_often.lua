-- Tries: to compile for ever.
-- Must: end

local source = ("x = 1;"):rep(100000)
while true do
  load(source)
end
