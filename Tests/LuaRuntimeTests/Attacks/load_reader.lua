-- Tries: a reader function, which no deadline would reach.
-- Must: error: bad argument #1 to 'load' (string expected, got function)

load(function()
  while true do end
end)
