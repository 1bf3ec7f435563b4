-- Tries: to move nothing, as much as may be, for ever.
-- Must: end

while true do
  pcall(table.move, {}, 1, 9999999, 2)
end
