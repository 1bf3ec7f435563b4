-- Tries: a loop in the innermost of many coroutines.
-- Must: end

local function nest(depth)
  if depth == 0 then
    while true do end
  end
  coroutine.wrap(nest)(depth - 1)
end
nest(100)
