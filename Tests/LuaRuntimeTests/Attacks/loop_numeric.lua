-- Tries: to count without end.
-- Must: end

for _ = 1, math.huge do end
