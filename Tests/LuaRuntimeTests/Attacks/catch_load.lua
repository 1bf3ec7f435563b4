-- Tries: to swallow the end in a loaded chunk.
-- Must: end

local chunk = load("while true do end")
while true do
  pcall(chunk)
end
