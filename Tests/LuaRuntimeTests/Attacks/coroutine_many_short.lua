-- Tries: coroutines too short to be looked at.
-- Must: end

while true do
  coroutine.wrap(function() end)()
end
