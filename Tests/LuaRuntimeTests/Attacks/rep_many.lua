-- Tries: texts and texts again.
-- Must: end

while true do
  local _ = ("x"):rep(1 << 20)
end
