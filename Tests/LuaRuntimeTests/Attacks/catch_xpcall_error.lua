-- Tries: a message handler that loops after an ordinary error.
-- Must: end

xpcall(error, function()
  while true do end
end, "x")
