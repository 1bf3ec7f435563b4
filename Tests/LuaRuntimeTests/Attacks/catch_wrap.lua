-- Tries: to swallow the end by coroutine.wrap under pcall.
-- Must: end

while true do
  pcall(coroutine.wrap(function()
    while true do end
  end))
end
