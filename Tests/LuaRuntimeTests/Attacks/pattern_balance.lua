-- Tries: brackets that are never closed.
-- Must: end

local text = ("("):rep(1 << 20)
while true do
  pcall(string.find, text, "%b()x")
end
