-- Tries: numbers as wide as may be, many of them.
-- Must: end

while true do
  local _ = ("%99.99f"):format(1e300)
end
