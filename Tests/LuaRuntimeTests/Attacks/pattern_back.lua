-- Tries: back references, which cost the square.
-- Must: end

local text = ("ab"):rep(1 << 18)
while true do
  pcall(string.find, text, "(.*)%1c")
end
