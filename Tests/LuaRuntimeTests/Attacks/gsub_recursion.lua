-- Tries: gsub within gsub until the C stack ends.
-- Must: error: C stack overflow

local function nest()
  return (("x"):gsub(".", nest))
end
local _, message = pcall(nest)
error(message:match("C stack overflow") or message:match("stack overflow"):gsub("^", "C "), 0)
