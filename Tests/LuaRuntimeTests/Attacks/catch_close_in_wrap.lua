-- Tries: to go on in the variables of a dead coroutine.
-- Must: end

coroutine.wrap(function()
  local c <close> = setmetatable({}, { __close = function() while true do end end })
  error("x")
end)()
