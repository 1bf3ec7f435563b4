-- Tries: a coroutine that was made before the call computes.
-- Must: end

local co = coroutine.create(function()
  while true do
    pcall(function() while true do end end)
  end
end)
for _ = 1, 1000 do end
while true do
  coroutine.resume(co)
end
