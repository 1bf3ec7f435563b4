-- Tries: a text beyond all memory.
-- Must: error: not enough memory

return ("x"):rep(1e12)
