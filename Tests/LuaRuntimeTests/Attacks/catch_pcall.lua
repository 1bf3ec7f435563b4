-- Tries: to go on after the end by pcall.
-- Must: end

while true do
  pcall(function()
    while true do end
  end)
end
