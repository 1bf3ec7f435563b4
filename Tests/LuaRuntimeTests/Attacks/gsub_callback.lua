-- Tries: a callback that never ends.
-- Must: end

while true do
  pcall(string.gsub, "x", ".", function() while true do end end)
end
