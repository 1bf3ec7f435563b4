-- Tries: to call itself for ever without a stack.
-- Must: end

local function again()
  return again()
end
return again()
