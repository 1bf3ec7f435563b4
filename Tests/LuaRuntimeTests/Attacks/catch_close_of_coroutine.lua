-- Tries: to go on inside coroutine.close.
-- Must: end

local co = coroutine.create(function()
  local a <close> = setmetatable({}, { __close = function() while true do end end })
  local b <close> = setmetatable({}, { __close = function() while true do end end })
  coroutine.yield()
end)
coroutine.resume(co)
while true do
  pcall(coroutine.close, co)
end
