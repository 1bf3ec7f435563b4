-- Tries: replacements that double the text.
-- Must: memory

local text = "x"
while true do
  text = text:gsub(".", "%0%0")
end
