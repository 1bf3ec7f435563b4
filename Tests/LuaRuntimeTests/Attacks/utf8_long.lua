-- Tries: to count characters for ever.
-- Must: end

local text = ("\u{fffd}"):rep(1 << 20)
while true do
  utf8.len(text)
end
