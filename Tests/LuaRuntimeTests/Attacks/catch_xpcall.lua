-- Tries: a message handler that never ends.
-- Must: end

xpcall(function()
  while true do end
end, function()
  while true do end
end)
