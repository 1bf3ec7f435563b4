-- Tries: dates for ever.
-- Must: end

while true do
  local _ = os.date(("%c"):rep(500))
end
