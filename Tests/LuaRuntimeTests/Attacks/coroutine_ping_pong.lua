-- Tries: two coroutines that hand over for ever.
-- Must: end

local co = coroutine.wrap(function()
  while true do
    coroutine.yield()
  end
end)
while true do
  co()
end
