-- Tries: an iterator that never ends.
-- Must: end

for _ in function() return 1 end do end
