-- Tries: to compute for ever.
-- Must: end

while true do end
