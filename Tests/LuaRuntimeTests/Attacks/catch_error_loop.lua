-- Tries: to raise and catch for ever.
-- Must: end

while true do
  pcall(error, "again")
end
