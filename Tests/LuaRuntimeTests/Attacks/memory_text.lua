-- Tries: a text that doubles.
-- Must: memory

local text = "x"
while true do
  text = text .. text
end
